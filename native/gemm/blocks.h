// Any product, block by block, so that what is read often stays in cache (Goto and van de Geijn 2008): a block of right
// (inner × columns) is packed once, blocks of left (rows × inner) pass over it, and tiles fill out.
#pragma once
#include "batch.h"
#include "pack.h"
#include "tile.h"

namespace needle::gemm::NEEDLE_ISA {

/** A block of left as tiles read it: packed in panels of a tile's rows, or as it is in memory. */
template <class T>
struct LeftBlock {
  const T* data;
  long rowStep, tileRow, tileColumn;  // from tile to tile, by row; within a tile
};
/** A block of right: packed in panels of a tile's columns, or as it is in memory. */
template <class T>
struct RightBlock {
  const T* data;
  long columnStep, row;
};

template <class T>
struct BlockedProduct {
  const Schedule<T>& s;
  const Operands<T>& o;
  const Matrices<T> m;
  const long batch;
  T* const own;

  /** Calls `each(column, columns, width)` for panels of about equal width, a tile's at most. */
  template <class Each>
  static void panels(long columns, Each each) {
    const long vectors = divideUp(columns, lanes<T>), count = divideUp(vectors, tileVectors);
    const long narrow = count == 1 ? vectors : vectors / count, wider = vectors - narrow * count;
    for (long p = 0, column = 0; p < count; p++) {
      const long width = (narrow + (p < wider)) * lanes<T>;
      each(column, smaller(width, columns - column), width);
      column += width;
    }
  }

  /** Divides the steps along the inner axis. Where a step is a run through memory, all panels take a few of them in turn. */
  template <class Each>
  static void chunks(long across, long inner, Each each) {
    const long most = across == 1 ? 32 : inner;
    for (long k = 0; k < inner; k += most) each(k, smaller(most, inner - k));
  }

  LeftBlock<T> leftBlock(long row, long rows, long height, long k, long inner) const {
    const Strides by = s.problem.left;
    T* to = own + s.leftAt;
    if (s.problem.leftGenerated) {
      const Strides filled = by.column == 1 ? Strides{inner, 1} : Strides{1, rows};
      o.fillLeft(o.context, {batch, row, rows, k, inner}, to, filled);
      return {to, filled.row, filled.row, filled.column};
    }
    const T* from = m.left + row * by.row + k * by.column;
    if (!s.packLeft) return {from, by.row, by.row, by.column};
    chunks(by.row, inner, [&](long k, long steps) {
      for (long i = 0; i < rows; i += height)
        pack(from + k * by.column + i * by.row, by.column, by.row, steps, smaller(height, rows - i), to + i * inner + k * height, height);
    });
    return {to, inner, 1, height};
  }

  RightBlock<T> rightBlock(long k, long inner, long column, long columns) const {
    const Strides by = s.problem.right;
    const T* from = m.right + k * by.row + column * by.column;
    if (!s.packRight) return {from, 1, by.row};
    if (!s.problem.rightGenerated) {
      chunks(by.column, inner, [&](long k, long steps) {
        panels(columns, [&](long at, long exist, long width) {
          pack(from + k * by.row + at * by.column, by.row, by.column, steps, exist, own + s.rightAt + at * inner + k * width, width);
        });
      });
      return {own + s.rightAt, inner, 0};
    }
    panels(columns, [&](long at, long exist, long width) {
      T *to = own + s.rightAt + at * inner, *raw = own + s.rawAt;
      const Block block = {batch, k, inner, column + at, exist};
      if (by.column == 1) {
        o.fillRight(o.context, block, to, {width, 1});
      } else {
        o.fillRight(o.context, block, raw, {1, inner});
        pack(raw, 1, inner, inner, exist, to, width);
      }
    });
    return {own + s.rightAt, inner, 0};
  }

  /** A block of the product. A swapped one goes through scratch memory, and is transposed on its way to out. */
  void tilesOf(const LeftBlock<T>& left, const RightBlock<T>& right, const Block& b, long height, long inner, bool add) const {
    panels(b.columns, [&](long at, long exist, long width) {
      const bool ragged = exist < width;
      const Mask<T> mask(int(lanes<T> - (width - exist)));
      const auto& byRows = tiles<T>.of[width / lanes<T> - 1];
      T *raw = own + s.rawAt, *out = m.out + b.row * m.outRow + b.column + at;
      TileOperands<T> t = {inner, left.data, left.tileRow, left.tileColumn, right.data + at * right.columnStep,
                           s.packRight ? width : right.row, s.swapped ? raw : out, s.swapped ? width : m.outRow, add};
      for (long i = 0; i < b.rows; i += height) {
        byRows[smaller(height, b.rows - i) - 1][ragged](t, mask);
        t.left += height * left.rowStep, t.out += height * t.outRow;
      }
      if (s.swapped) pack(raw, 1, width, exist, b.rows, m.out + (b.column + at) * m.outRow + b.row, m.outRow);
    });
  }

  void run(const Part& part) const {
    const long rowEnd = part.row + part.rows, columnEnd = part.column + part.columns, innerEnd = part.inner + part.inners;
    for (long column = part.column; column < columnEnd; column += s.columnBlock) {
      const long columns = smaller(s.columnBlock, columnEnd - column);
      long k = part.inner;
      do {  // once even if there is nothing to add up
        const long inner = smaller(s.innerBlock, innerEnd - k);
        const RightBlock<T> right = rightBlock(k, inner, column, columns);
        for (long row = part.row; row < rowEnd; row += s.rowBlock) {
          const long rows = smaller(s.rowBlock, rowEnd - row);
          const long most = s.packLeft || columns > 2 * lanes<T> ? tileRows : rowsOf(int(divideUp(columns, lanes<T>)));
          const long height = rows <= most ? rows : divideUp(rows, divideUp(rows, most));
          const Block block = {batch, row, rows, column, columns};
          tilesOf(leftBlock(row, rows, height, k, inner), right, block, height, inner, k > part.inner);
          if (k + inner == innerEnd && s.phases() == 1) finished(s, o, block);
        }
        k += s.innerBlock;
      } while (k < innerEnd);
    }
  }
};

/** A product that is one tile. It is so small that the loops of the others would show. */
template <class T>
void multiplyTile(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* own) {
  const Problem& p = s.problem;
  const long vectors = divideUp(p.columns, lanes<T>), width = vectors * lanes<T>;
  const Tile<T> multiply = tiles<T>.of[vectors - 1][p.rows - 1][p.columns < width];
  const Mask<T> mask(int(lanes<T> - (width - p.columns)));
  T* raw = own + s.rawAt;
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    const Matrices<T> m = matricesOf(s, o, b, 0, shared);
    const RightBlock<T> right = s.packRight ? RightBlock<T>{own + s.rightAt, 0, width} : RightBlock<T>{m.right, 0, p.right.row};
    if (s.packRight) pack(m.right, p.right.row, p.right.column, p.inner, p.columns, own + s.rightAt, width);
    multiply({p.inner, m.left, p.left.row, p.left.column, right.data, right.row, s.swapped ? raw : m.out,
              s.swapped ? width : m.outRow, false}, mask);
    if (s.swapped) pack(raw, 1, width, p.columns, p.rows, m.out, m.outRow);
    finished(s, o, {b, 0, p.rows, 0, p.columns});
  }
}

template <class T>
void multiplyBlocks(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T* own) {
  for (long b = part.batch; b < part.batch + part.batches; b++)
    BlockedProduct<T>{s, o, matricesOf(s, o, b, part.slice, shared), b, own}.run(part);
}

}  // namespace needle::gemm::NEEDLE_ISA
