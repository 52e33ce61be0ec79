// One row times a matrix, and one column (the transposed product). Each element of the matrix is read once, so these are as
// fast as memory, if it is read in long runs and asked for early.
#pragma once
#include "batch.h"
#include "vector.h"

namespace needle::gemm::NEEDLE_ISA {

/** Rows, or columns, of the matrix that are read side by side. */
constexpr int rowsAtOnce = 8, columnsAtOnce = 4;

/** sums[j] += Σ factors[i] · rows[i][j]. `Far`: the rows are not in cache, and the ones after them are fetched meanwhile. */
template <class T, int Rows, bool Far>
inline void addRows(const T* left, long leftStep, const T* right, long rightRow, long columns, T* sums) {
  constexpr int lineElements = 64 / sizeof(T), step = 2 * lanes<T>;
  T factors[Rows];
  for (int i = 0; i < Rows; i++) factors[i] = left[i * leftStep];
  long j = 0;
  for (; j + step <= columns; j += step) {
    Vector<T> a = load(sums + j), b = load(sums + j + lanes<T>);
#pragma GCC unroll 8
    for (int i = 0; i < Rows; i++) {
      const T* row = right + i * rightRow + j;
      if (Far)
        for (int line = 0; line < step; line += lineElements) __builtin_prefetch(row + Rows * rightRow + line, 0, 2);
      a += factors[i] * load(row);
      b += factors[i] * load(row + lanes<T>);
    }
    store(sums + j, a);
    store(sums + j + lanes<T>, b);
  }
  for (; j < columns; j++)
    for (int i = 0; i < Rows; i++) sums[j] += factors[i] * right[i * rightRow + j];
}

/** The matrix has contiguous rows. */
template <class T, bool Far>
void rowTimesRows(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* sums) {
  const Strides left = s.problem.left, right = s.problem.right;
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    const Matrices<T> m = matricesOf(s, o, b, part.slice, shared);
    const long step = s.swapped && part.slice == 0 ? m.outRow : 1, end = part.inner + part.inners;
    for (long column = part.column; column < part.column + part.columns; column += s.columnBlock) {
      const long columns = smaller(s.columnBlock, part.column + part.columns - column);
      const T* from = m.right + column;
      for (long j = 0; j < columns; j++) sums[j] = 0;
      long k = part.inner;
      for (; k + rowsAtOnce <= end; k += rowsAtOnce)
        addRows<T, rowsAtOnce, Far>(m.left + k * left.column, left.column, from + k * right.row, right.row, columns, sums);
      for (; k < end; k++)
        addRows<T, 1, Far>(m.left + k * left.column, left.column, from + k * right.row, right.row, columns, sums);
      for (long j = 0; j < columns; j++) m.out[(column + j) * step] = sums[j];
      if (s.phases() == 1) finished(s, o, {b, 0, 1, column, columns});
    }
  }
}

/** Scalar products of a row with `Columns` contiguous columns. */
template <class T, int Columns, bool Far>
inline void dots(const T* left, const T* right, long rightColumn, long inner, T* out, long step) {
  constexpr int ways = Columns == 1 ? 8 : 4;
  Vector<T> sums[Columns][ways] = {};
  long k = 0;
  for (; k + ways * lanes<T> <= inner; k += ways * lanes<T>)
#pragma GCC unroll 8
    for (int w = 0; w < ways; w++) {
      const Vector<T> factor = load(left + k + w * lanes<T>);
#pragma GCC unroll 4
      for (int j = 0; j < Columns; j++) {
        const T* column = right + j * rightColumn + k + w * lanes<T>;
        if (Far) __builtin_prefetch(column + Columns * rightColumn, 0, 2);
        sums[j][w] += factor * load(column);
      }
    }
  for (; k < inner; k += lanes<T>) {
    const Mask<T> mask(int(smaller(lanes<T>, inner - k)));
    for (int j = 0; j < Columns; j++) sums[j][0] += load(left + k, mask) * load(right + j * rightColumn + k, mask);
  }
  constexpr int group = Columns < lanes<T> ? Columns : lanes<T>;
  for (int j = 0; j < Columns; j += group) {
    Vector<T> added[group];
    for (int i = 0; i < group; i++) {
      added[i] = sums[j + i][0];
      for (int w = 1; w < ways; w++) added[i] += sums[j + i][w];
    }
    const Vector<T> results = totals<T, group>(added);
    for (int i = 0; i < group; i++) out[(j + i) * step] = results[i];
  }
}

/** The matrix has contiguous columns. */
template <class T, bool Far>
void rowTimesColumns(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* own) {
  const Strides leftBy = s.problem.left, by = s.problem.right;
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    const Matrices<T> m = matricesOf(s, o, b, part.slice, shared);
    const long step = s.swapped && part.slice == 0 ? m.outRow : 1, end = part.column + part.columns;
    const T *left = m.left + part.inner * leftBy.column, *right = m.right + part.inner;
    if (leftBy.column != 1) {
      for (long k = 0; k < part.inners; k++) own[k] = left[k * leftBy.column];
      left = own;
    }
    long j = part.column;
    for (; j + columnsAtOnce <= end; j += columnsAtOnce)
      dots<T, columnsAtOnce, Far>(left, right + j * by.column, by.column, part.inners, m.out + j * step, step);
    for (; j < end; j++) dots<T, 1, Far>(left, right + j * by.column, by.column, part.inners, m.out + j * step, step);
    if (s.phases() == 1) finished(s, o, {b, 0, 1, part.column, part.columns});
  }
}

}  // namespace needle::gemm::NEEDLE_ISA
