// Packing: copies a block of an operand into the order in which a tile reads it. A panel is as wide as a tile; for each step
// along the inner axis, the elements across are next to each other. Left and right pack alike, one of them transposed.
#pragma once
#include "vector.h"

namespace needle::gemm::NEEDLE_ISA {

/** Transposes a square of vectors in registers. */
template <class T, int Step = lanes<T> / 2>
inline void transpose(Vector<T> (&square)[lanes<T>]) {
  if constexpr (Step > 0) {
#pragma GCC unroll 16
    for (int i = 0; i < lanes<T>; i++)
      if (!(i & Step)) {
        const Vector<T> a = square[i], b = square[i + Step];
        square[i] = exchange<T, Step, false>(a, b);
        square[i + Step] = exchange<T, Step, true>(a, b);
      }
    transpose<T, Step / 2>(square);
  }
}

/** to[k · toStep + j] = from[k · innerStep + j · acrossStep], for k < inner and j < across. */
template <class T>
void pack(const T* from, long innerStep, long acrossStep, long inner, long across, T* to, long toStep) {
  constexpr int square = lanes<T>;
  long k = 0;
  if (acrossStep == 1) {
    const long whole = across - across % square;
    const Mask<T> rest(int(across - whole));
    for (; k < inner; k++, from += innerStep, to += toStep) {
      for (long j = 0; j < whole; j += square) store(to + j, load(from + j));
      if (whole < across) store(to + whole, rest, load(from + whole, rest));
    }
    return;
  }
  if (innerStep == 1) {
    for (; k < inner; k += square) {
      const int steps = k + square <= inner ? square : int(inner - k);
      const Mask<T> along(steps);
      for (long j = 0; j < across; j += square) {
        const int exist = j + square <= across ? square : int(across - j);
        const Mask<T> mask(exist);
        Vector<T> block[square];
#pragma GCC unroll 16
        for (int i = 0; i < square; i++)
          block[i] = i < exist ? load(from + k + (j + i) * acrossStep, along) : Vector<T>{};
        transpose<T>(block);
#pragma GCC unroll 16
        for (int i = 0; i < square; i++)
          if (i < steps) store(to + (k + i) * toStep + j, mask, block[i]);
      }
    }
    return;
  }
  for (; k < inner; k++)
    for (long j = 0; j < across; j++) to[k * toStep + j] = from[k * innerStep + j * acrossStep];
}

}  // namespace needle::gemm::NEEDLE_ISA
