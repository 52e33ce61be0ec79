// One row times a matrix, and one column (the transposed product): every element of the matrix is read once, so these are as
// fast as memory if they read it in long runs.
#pragma once
#include "batch.h"
#include "vector.h"

namespace needle::gemm::NEEDLE_ISA {

/** Columns that are added up at a time; the sums stay in the first-level cache. */
constexpr long rowChunk = 2048;

/** sums[j] += Σ factors[i] · rows[i][j] */
template <class T, int Rows>
inline void addRows(const T* left, long leftStep, const T* right, long rightRow, long columns, T* sums) {
  T factors[Rows];
  for (int i = 0; i < Rows; i++) factors[i] = left[i * leftStep];
  long j = 0;
  for (; j + 2 * lanes<T> <= columns; j += 2 * lanes<T>) {
    Vector<T> a = load(sums + j), b = load(sums + j + lanes<T>);
#pragma GCC unroll 8
    for (int i = 0; i < Rows; i++) {
      const T* row = right + i * rightRow + j;
      __builtin_prefetch(row + 512);
      a += factors[i] * load(row);
      b += factors[i] * load(row + lanes<T>);
    }
    store(sums + j, a);
    store(sums + j + lanes<T>, b);
  }
  for (; j < columns; j++)
    for (int i = 0; i < Rows; i++) sums[j] += factors[i] * right[i * rightRow + j];
}

template <class T>
void rowTimesRows(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* own) {
  const Problem& p = s.problem;
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    const auto [left, right, out, outRow] = matricesOf(s, o, b, part.slice, shared);
    const long step = s.swapped && part.slice == 0 ? outRow : 1;
    for (long column = part.column; column < part.column + part.columns; column += rowChunk) {
      const long columns = smaller(rowChunk, part.column + part.columns - column);
      for (long j = 0; j < columns; j++) own[j] = 0;
      long k = part.inner;
      const long end = part.inner + part.inners;
      for (; k + 8 <= end; k += 8)
        addRows<T, 8>(left + k * p.left.column, p.left.column, right + k * p.right.row + column, p.right.row, columns, own);
      for (; k < end; k++)
        addRows<T, 1>(left + k * p.left.column, p.left.column, right + k * p.right.row + column, p.right.row, columns, own);
      for (long j = 0; j < columns; j++) out[(column + j) * step] = own[j];
      if (s.phases() == 1) finished(s, o, {b, 0, 1, column, columns});
    }
  }
}

/** Scalar products of a row with `Columns` contiguous columns. */
template <class T, int Columns>
inline void dots(const T* left, const T* right, long rightColumn, long inner, T* out, long step) {
  constexpr int ways = Columns == 1 ? 8 : 2;
  Vector<T> sums[Columns][ways] = {};
  long k = 0;
  for (; k + ways * lanes<T> <= inner; k += ways * lanes<T>)
#pragma GCC unroll 8
    for (int w = 0; w < ways; w++) {
      const Vector<T> factor = load(left + k + w * lanes<T>);
#pragma GCC unroll 4
      for (int j = 0; j < Columns; j++) sums[j][w] += factor * load(right + j * rightColumn + k + w * lanes<T>);
    }
  for (int j = 0; j < Columns; j++) {
    Vector<T> sum = sums[j][0];
    for (int w = 1; w < ways; w++) sum += sums[j][w];
    T result = total<T>(sum);
    for (long i = k; i < inner; i++) result += left[i] * right[j * rightColumn + i];
    out[j * step] = result;
  }
}

template <class T>
void rowTimesColumns(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* own) {
  const Problem& p = s.problem;
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    const auto [first, second, out, outRow] = matricesOf(s, o, b, part.slice, shared);
    const T *left = first + part.inner * p.left.column, *right = second + part.inner;
    const long step = s.swapped && part.slice == 0 ? outRow : 1;
    if (p.left.column != 1) {
      for (long k = 0; k < part.inners; k++) own[k] = left[k * p.left.column];
      left = own;
    }
    long j = part.column;
    const long end = part.column + part.columns;
    for (; j + 4 <= end; j += 4) dots<T, 4>(left, right + j * p.right.column, p.right.column, part.inners, out + j * step, step);
    for (; j < end; j++) dots<T, 1>(left, right + j * p.right.column, p.right.column, part.inners, out + j * step, step);
    if (s.phases() == 1) finished(s, o, {b, 0, 1, part.column, part.columns});
  }
}

}  // namespace needle::gemm::NEEDLE_ISA
