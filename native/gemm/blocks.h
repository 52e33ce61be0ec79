// Any product, block by block so that what is read often stays in cache (Goto and van de Geijn 2008): a block of right
// (inner × columns) is packed once, blocks of left (rows × inner) pass over it, tiles fill out.
#pragma once
#include "kernels.h"
#include "pack.h"
#include "tile.h"

namespace needle::gemm::NEEDLE_ISA {

inline long smaller(long a, long b) { return a < b ? a : b; }
inline long divideUp(long a, long b) { return (a + b - 1) / b; }

/** Where the matrices of product number `batch` begin. */
struct Offsets {
  long left = 0, right = 0, out = 0;
  Offsets(const Problem& p, long batch) {
    for (int i = p.batchAxes - 1; i >= 0; i--) {
      const BatchAxis& axis = p.batch[i];
      const long at = i == 0 ? batch : batch % axis.size;
      left += at * axis.left, right += at * axis.right, out += at * axis.out;
      if (i > 0) batch /= axis.size;
    }
  }
};

/** A block as tiles read it: element (row, k) of left at row · rowStep + k · innerStep, right by panels. */
template <class T>
struct LeftBlock {
  const T* data;
  long rowStep, tileRowStep, innerStep;
};
template <class T>
struct RightBlock {
  const T* data;
  bool packed;  // panel after panel; or as it is in memory
  long columnStep, innerStep;
};

template <class T>
struct BlockedProduct {
  const Schedule<T>& s;
  const Operands<T>& o;
  long batch;
  const T *left, *right;
  T* out;
  long outRow;
  T *packedLeft, *packedRight, *raw;

  static constexpr int panelColumns = tileVectors * lanes<T>;

  LeftBlock<T> leftBlock(long row, long rows, long height, long k, long inner) const {
    const Strides by = s.problem.left;
    if (s.problem.leftGenerated) {
      const bool alongRows = by.column != 1;
      const Strides filled = alongRows ? Strides{1, rows} : Strides{inner, 1};
      o.fillLeft(o.context, {batch, row, rows, k, inner}, packedLeft, filled);
      return {packedLeft, filled.row, filled.row, filled.column};
    }
    const T* from = left + row * by.row + k * by.column;
    if (!s.packLeft) return {from, by.row, by.row, by.column};
    for (long i = 0; i < rows; i += height)
      pack(from + i * by.row, by.column, by.row, inner, int(smaller(height, rows - i)), int(height), packedLeft + i * inner);
    return {packedLeft, inner, 1, height};
  }

  /** One panel of right, packed. */
  void packPanel(long column, int columns, int width, long k, long inner, T* to) const {
    const Strides by = s.problem.right;
    if (!s.problem.rightGenerated) {
      pack(right + k * by.row + column * by.column, by.row, by.column, inner, columns, width, to);
    } else if (by.column == 1) {
      o.fillRight(o.context, {batch, k, inner, column, columns}, to, {width, 1});
    } else {
      o.fillRight(o.context, {batch, k, inner, column, columns}, raw, {1, inner});
      pack(raw, 1, inner, inner, columns, width, to);
    }
  }

  /** Calls `each(column, columns, width)` for panels of about equal width. */
  template <class Each>
  void panels(long columns, Each each) const {
    const long vectors = divideUp(columns, lanes<T>), count = divideUp(vectors, tileVectors);
    const long narrow = vectors / count, wider = vectors % count;
    for (long p = 0, column = 0; p < count; p++) {
      const int width = int(narrow + (p < wider)) * lanes<T>;
      each(column, int(smaller(width, columns - column)), width);
      column += width;
    }
  }

  void tilesOf(const LeftBlock<T>& l, const RightBlock<T>& r, long row, long rows, long height, long column, long columns,
               long inner, bool add) const {
    panels(columns, [&](long at, int exist, int width) {
      const bool ragged = exist < width;
      const Mask<T> mask(lanes<T> - (width - exist));
      const Tile<T>(&byRows)[tileRows][tileVectors][2] = tiles<T>.of;
      TileOperands<T> t = {inner, l.data, l.tileRowStep, l.innerStep, r.data + at * r.columnStep, r.packed ? width : r.innerStep,
                           out + row * outRow + column + at, outRow, add};
      for (long i = 0; i < rows; i += height) {
        byRows[smaller(height, rows - i) - 1][width / lanes<T> - 1][ragged](t, mask);
        t.left += height * l.rowStep;
        t.out += height * outRow;
      }
    });
  }

  void run(const Part& part) const {
    const bool packing = s.packRight;
    for (long column = part.column; column < part.column + part.columns; column += s.columnBlock) {
      const long columns = smaller(s.columnBlock, part.column + part.columns - column);
      long k = part.inner;
      do {  // once even where there is nothing to add up
        const long inner = smaller(s.innerBlock, part.inner + part.inners - k);
        const bool last = k + inner == part.inner + part.inners;
        RightBlock<T> r = {packedRight, true, inner, 0};
        if (packing)
          panels(columns, [&](long at, int exist, int width) { packPanel(column + at, exist, width, k, inner, packedRight + at * inner); });
        else
          r = {right + k * s.problem.right.row + column, false, 1, s.problem.right.row};
        for (long row = part.row; row < part.row + part.rows; row += s.rowBlock) {
          const long rows = smaller(s.rowBlock, part.row + part.rows - row);
          const long height = divideUp(rows, divideUp(rows, tileRows));
          tilesOf(leftBlock(row, rows, height, k, inner), r, row, rows, height, column, columns, inner, k > part.inner);
          if (last && o.finish && s.phases() == 1) o.finish(o.context, {batch, row, rows, column, columns});
        }
        k += s.innerBlock;
      } while (k < part.inner + part.inners);
    }
  }
};

/** Slice 0 of the sums goes to out, the others to shared scratch memory. */
template <class T>
void multiplyBlocks(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* own) {
  const Problem& p = s.problem;
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    const Offsets at(p, b);
    const bool direct = part.slice == 0;
    T* out = direct ? o.out + at.out : shared + ((part.slice - 1) * s.batches + b) * p.rows * p.columns;
    BlockedProduct<T>{s, o, b, o.left + at.left, o.right + at.right, out, direct ? p.outRow : p.columns,
                      own + s.leftAt, own + s.rightAt, own + s.rawAt}.run(part);
  }
}

}  // namespace needle::gemm::NEEDLE_ISA
