// The micro-kernel: a small tile of the product held in registers while it runs along the inner axis.
#pragma once
#include "vector.h"

namespace needle::gemm::NEEDLE_ISA {

// Rows × vectors of accumulators; with a vector or more of the right operand they fill the registers.
#if defined(__AVX512F__)
constexpr int tileRows = 8, tileVectors = 3;  // 24 of 32
#elif defined(__aarch64__)
constexpr int tileRows = 8, tileVectors = 3;  // 24 of 32
#else
constexpr int tileRows = 6, tileVectors = 2;  // 12 of 16
#endif

/** Left by any strides; right by rows of next-to-each-other columns, `rightRow` apart; added to `out` or written to it. */
template <class T>
struct TileOperands {
  long inner;
  const T* left;
  long leftRow, leftColumn;
  const T* right;
  long rightRow;
  T* out;
  long outRow;
  bool add;
};

/** `Ragged`: only the lanes in `mask` of the last vector exist. */
template <class T, int Rows, int Vectors, bool Ragged>
__attribute__((noinline)) void tile(const TileOperands<T>& o, Mask<T> mask) {
  constexpr int width = lanes<T>;
  const long leftRow = o.leftRow, leftColumn = o.leftColumn, rightRow = o.rightRow, outRow = o.outRow;
  const T* left = o.left;
  const T* right = o.right;
  T* out = o.out;
  if (o.inner > 32)
    for (int i = 0; i < Rows; i++)
      for (int j = 0; j < Vectors; j++) __builtin_prefetch(out + i * outRow + j * width, 1);
  Vector<T> sums[Rows][Vectors];
#pragma GCC unroll 16
  for (int i = 0; i < Rows; i++)
#pragma GCC unroll 4
    for (int j = 0; j < Vectors; j++) sums[i][j] = Vector<T>{};
#pragma GCC unroll 2
  for (long k = o.inner; k > 0; k--) {
    Vector<T> columns[Vectors];
#pragma GCC unroll 4
    for (int j = 0; j < Vectors; j++)
      columns[j] = Ragged && j == Vectors - 1 ? load(right + j * width, mask) : load(right + j * width);
#pragma GCC unroll 16
    for (int i = 0; i < Rows; i++) {
      const T factor = left[i * leftRow];
#pragma GCC unroll 4
      for (int j = 0; j < Vectors; j++) sums[i][j] += factor * columns[j];
    }
    left += leftColumn;
    right += rightRow;
  }
  const bool add = o.add;
#pragma GCC unroll 16
  for (int i = 0; i < Rows; i++, out += outRow)
#pragma GCC unroll 4
    for (int j = 0; j < Vectors; j++) {
      T* to = out + j * width;
      if (Ragged && j == Vectors - 1)
        store(to, mask, add ? load(to, mask) + sums[i][j] : sums[i][j]);
      else
        store(to, add ? load(to) + sums[i][j] : sums[i][j]);
    }
}

template <class T>
using Tile = void (*)(const TileOperands<T>&, Mask<T>);

/** Narrower tiles are higher: as many rows as there are accumulators, up to a limit beyond which nothing is gained. */
constexpr int mostRows = tileRows * 2;
constexpr int rowsOf(int vectors) {
  const int rows = tileRows * tileVectors / vectors;
  return rows < mostRows ? rows : mostRows;
}

/** Tiles by [vectors - 1][rows - 1][ragged]. */
template <class T>
struct Tiles {
  Tile<T> of[tileVectors][mostRows][2] = {};
  template <int Vectors, int Rows>
  constexpr void add() {
    of[Vectors - 1][Rows - 1][0] = tile<T, Rows, Vectors, false>;
    of[Vectors - 1][Rows - 1][1] = tile<T, Rows, Vectors, true>;
    if constexpr (Rows > 1)
      add<Vectors, Rows - 1>();
    else if constexpr (Vectors > 1)
      add<Vectors - 1, rowsOf(Vectors - 1)>();
  }
  constexpr Tiles() { add<tileVectors, rowsOf(tileVectors)>(); }
};
template <class T>
constexpr Tiles<T> tiles;

}  // namespace needle::gemm::NEEDLE_ISA
