// Packing: copies a block of an operand so that a tile reads it in one go. A panel is as wide as a tile, and for each step
// along the inner axis has its `width` elements next to each other. Left and right pack alike, one of them transposed.
#pragma once
#include <utility>
#include "vector.h"

namespace needle::gemm::NEEDLE_ISA {

/** Exchanges blocks of `Step` lanes between two vectors: one step of a transposition. */
template <class T, int Step, bool High, int... Lane>
inline Vector<T> exchange(Vector<T> a, Vector<T> b, std::integer_sequence<int, Lane...>) {
  constexpr int count = lanes<T>;
  // Lanes whose bit `Step` is clear come from `a`, the others from `b`; the high result reads them `Step` further on.
  (void)count;
  return __builtin_shufflevector(
      a, b, ((Lane & Step) ? count + Lane - (High ? 0 : Step) : Lane + (High ? Step : 0))...);
}

/** Transposes a square of vectors in registers. */
template <class T, int Step = lanes<T> / 2>
inline void transpose(Vector<T> (&square)[lanes<T>]) {
  if constexpr (Step > 0) {
#pragma GCC unroll 16
    for (int i = 0; i < lanes<T>; i++)
      if (!(i & Step)) {
        const Vector<T> a = square[i], b = square[i + Step];
        square[i] = exchange<T, Step, false>(a, b, std::make_integer_sequence<int, lanes<T>>());
        square[i + Step] = exchange<T, Step, true>(a, b, std::make_integer_sequence<int, lanes<T>>());
      }
    transpose<T, Step / 2>(square);
  }
}

/** One panel, `inner` steps of `width` elements, of which the first `across` exist; the others stay as they are. */
template <class T>
void pack(const T* from, long innerStep, long acrossStep, long inner, int across, int width, T* to) {
  constexpr int square = lanes<T>;
  long k = 0;
  if (acrossStep == 1) {
    for (; k < inner; k++, from += innerStep, to += width) {
      int j = 0;
      for (; j + square <= across; j += square) store(to + j, load(from + j));
      if (j < across && across - j < square) {
        Mask<T> mask(across - j);
        store(to + j, mask, load(from + j, mask));
      }
    }
    return;
  }
  if (innerStep == 1)
    for (; k + square <= inner; k += square) {
      int j = 0;
      for (; j + square <= width; j += square) {
        Vector<T> block[square];
#pragma GCC unroll 16
        for (int i = 0; i < square; i++)
          block[i] = j + i < across ? load(from + k + (j + i) * acrossStep) : Vector<T>{};
        transpose<T>(block);
#pragma GCC unroll 16
        for (int i = 0; i < square; i++) store(to + (k + i) * width + j, block[i]);
      }
      for (; j < across; j++)
        for (int i = 0; i < square; i++) to[(k + i) * width + j] = from[k + i + j * acrossStep];
    }
  for (; k < inner; k++)
    for (int j = 0; j < across; j++) to[k * width + j] = from[k * innerStep + j * acrossStep];
}

}  // namespace needle::gemm::NEEDLE_ISA
