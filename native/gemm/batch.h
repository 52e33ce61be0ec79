// Where the matrices of one product of a batch begin, and small arithmetic.
#pragma once
#include "gemm.h"

namespace needle::gemm::NEEDLE_ISA {

inline long smaller(long a, long b) { return a < b ? a : b; }
inline long divideUp(long a, long b) { return (a + b - 1) / b; }

template <class T>
struct Matrices {
  const T *left, *right;
  T* out;
  long outRow;
};

/** Slice 0 of the sums goes to `out`, the others to shared scratch memory, one after the other and without gaps. */
template <class T>
Matrices<T> matricesOf(const Schedule<T>& s, const Operands<T>& o, long batch, long slice, T* shared) {
  const Problem& p = s.problem;
  long left = 0, right = 0, out = 0, rest = batch;
  for (int i = p.batchAxes - 1; i >= 0; i--) {
    const BatchAxis& axis = p.batch[i];
    const long at = i == 0 ? rest : rest % axis.size;
    left += at * axis.left, right += at * axis.right, out += at * axis.out;
    if (i > 0) rest /= axis.size;
  }
  const T *first = (s.swapped ? o.right : o.left) + left, *second = (s.swapped ? o.left : o.right) + right;
  if (slice == 0) return {first, second, o.out + out, p.outRow};
  return {first, second, shared + ((slice - 1) * s.batches + batch) * p.rows * p.columns, p.columns};
}

/** Tells the caller that a block of the product is final, unless slices of the sums are still to be added. */
template <class T>
inline void finished(const Schedule<T>& s, const Operands<T>& o, const Block& b) {
  if (o.finish == nullptr) return;
  o.finish(o.context, s.swapped ? Block{b.batch, b.column, b.columns, b.row, b.rows} : b);
}

}  // namespace needle::gemm::NEEDLE_ISA
