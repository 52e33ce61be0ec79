// How a product is computed: which kernel, what is packed, the sizes of the blocks, and who does which part.
#include <algorithm>
#include "kernels.h"

namespace needle::gemm {
namespace {

/** Multiplications that take longer than waking another thread. */
constexpr long worthSplitting = 300'000;
/** Bytes of a matrix that stay in the second-level cache beside all else, and sums of a row that stay in the first. */
constexpr long inCache = 768 << 10, rowSums = 4096;
/** Steps along the inner axis, and rows, of a block. */
constexpr long mostInner = 512, mostRows = 128;

long divideUp(long a, long b) { return (a + b - 1) / b; }
long roundUp(long a, long unit) { return divideUp(a, unit) * unit; }
/** The size of blocks of about equal size, at most `largest`, a multiple of `unit`. */
long even(long total, long largest, long unit) {
  return roundUp(divideUp(total, std::max(1L, divideUp(total, largest))), unit);
}

/** Into how many ranges each direction is divided. */
struct Division {
  long batches = 1, rows = 1, columns = 1, slices = 1;
};

template <class T>
bool isRow(const Problem& p) {
  return p.rows == 1 && !p.leftGenerated && !p.rightGenerated && p.columns * p.inner >= 1024 &&
         (p.right.column == 1 || p.right.row == 1);
}

/** Whether the matrix of such a product has contiguous columns, not rows. */
bool inColumns(const Problem& p) { return p.right.row == 1 && (p.right.column != 1 || p.columns == 1); }

Problem transposed(const Problem& p) {
  Problem t = p;
  t.rows = p.columns, t.columns = p.rows;
  t.left = {p.right.column, p.right.row}, t.right = {p.left.column, p.left.row};
  for (int i = 0; i < p.batchAxes; i++) t.batch[i].left = p.batch[i].right, t.batch[i].right = p.batch[i].left;
  return t;
}

/** The division with the shortest longest part: multiplications, and what is packed or generated, counted as such. */
/**
 * Whether the transposed product is less work: its columns, the rows of left, must be next to each other, its sums must be
 * made in one go, and either fewer lanes stay empty, or right needn't be transposed.
 */
template <class T>
bool betterTransposed(const Problem& p) {
  if (p.leftGenerated || p.rightGenerated || p.left.row != 1 || p.inner > mostInner) return false;
  const long unit = kernels<T>().lanes, lanes = p.rows * roundUp(p.columns, unit), transposedLanes = p.columns * roundUp(p.rows, unit);
  return p.right.column != 1 ? transposedLanes <= lanes : transposedLanes * 4 < lanes * 3;
}

template <class T>
Division divide(const Schedule<T>& s, long threads) {
  const Problem& p = s.problem;
  const long unit = kernels<T>().lanes;
  const double packRight = p.rightGenerated ? 40 : s.packRight ? 12 : 1, packLeft = p.leftGenerated ? 40 : s.packLeft ? 12 : 1;
  // Memory is slower where its runs are short: one row times a matrix is no faster than that.
  const bool row = isRow<T>(p);
  const long slices = s.swapped && p.rows > 1 ? 1 : divideUp(p.inner, 64);
  Division best;
  if (double(s.batches) * p.rows * p.columns * p.inner < worthSplitting) return best;
  double least = 0;
  for (long b = 1; b <= std::min(threads, s.batches); b++)
    for (long r = 1; r <= std::min(threads / b, p.rows); r++)
      for (long c = 1; c <= std::min(threads / b / r, divideUp(p.columns, unit)); c++)
        for (long k = 1; k <= std::min(threads / b / r / c, slices); k++) {
          const double rows = divideUp(p.rows, r), columns = roundUp(divideUp(p.columns, c), unit), inner = divideUp(p.inner, k);
          const double broken = row ? 1 + 512 / (inColumns(p) ? inner : columns) : 1;
          const double cost = divideUp(s.batches, b) * broken * (rows * columns * inner + packRight * columns * inner +
                                                         packLeft * rows * inner + (k > 1 ? 40 * rows * columns + worthSplitting / 4 : 0));
          if (least == 0 || cost < least) least = cost, best = {b, r, c, k};
        }
  return best;
}

/** Number `i` of `count` ranges of `total`, in units; the size is 0 where there are more ranges than units. */
std::pair<long, long> range(long total, long count, long i, long unit) {
  const long units = divideUp(total, unit);
  const long begin = std::min(total, units * i / count * unit), end = std::min(total, units * (i + 1) / count * unit);
  return {begin, end - begin};
}

std::vector<Part> partsOf(const Problem& p, long batches, const Division& d, long unit) {
  std::vector<Part> parts;
  for (long b = 0; b < d.batches; b++)
    for (long r = 0; r < d.rows; r++)
      for (long c = 0; c < d.columns; c++)
        for (long k = 0; k < d.slices; k++) {
          const auto [batch, ownBatches] = range(batches, d.batches, b, 1);
          const auto [row, rows] = range(p.rows, d.rows, r, 1);
          const auto [column, columns] = range(p.columns, d.columns, c, unit);
          const auto [inner, inners] = range(p.inner, d.slices, k, 1);
          if (ownBatches > 0 && rows > 0 && columns > 0)
            parts.push_back({batch, ownBatches, row, rows, column, columns, inner, inners, k});
        }
  return parts;
}

/** Packing costs a pass over a block, and pays where that is read many times and would be read with gaps. */
template <class T>
void choosePacking(Schedule<T>& s) {
  const Problem& p = s.problem;
  s.packRight = p.rightGenerated || p.right.column != 1 || (p.rows >= 40 && p.inner * p.columns * long(sizeof(T)) > inCache);
  s.packLeft = !p.leftGenerated && p.left.column != 1 && p.columns >= 96 && p.rows * p.inner > 131'072;
}

template <class T>
void chooseBlocks(Schedule<T>& s, const Division& d) {
  const Kernels<T>& kernel = kernels<T>();
  const Problem& p = s.problem;
  const long panel = kernel.tileVectors * kernel.lanes;
  s.innerBlock = std::max<long>(kernel.lanes, even(divideUp(p.inner, d.slices), mostInner, kernel.lanes));
  s.rowBlock = even(divideUp(p.rows, d.rows), mostRows, kernel.tileRows);
  s.columnBlock = even(divideUp(p.columns, d.columns), inCache / s.innerBlock / long(sizeof(T)) / panel * panel, panel);
  const long left = s.packLeft || p.leftGenerated ? s.rowBlock * s.innerBlock : 0;
  const long right = s.packRight ? s.columnBlock * s.innerBlock : 0;
  const long raw = s.swapped ? panel * s.rowBlock : p.rightGenerated && p.right.column != 1 ? panel * s.innerBlock : 0;
  s.rightAt = roundUp(left, 16);
  s.rawAt = s.rightAt + roundUp(right, 16);
  s.ownScratch = s.rawAt + roundUp(raw, 16);
}

/** Whether the product is a single tile of stored operands. */
template <class T>
bool isTile(const Schedule<T>& s, const Division& d) {
  const Kernels<T>& kernel = kernels<T>();
  const Problem& p = s.problem;
  const long vectors = divideUp(p.columns, kernel.lanes);
  return vectors > 0 && vectors <= kernel.tileVectors && p.rows <= kernel.rowsOf(int(vectors)) && p.inner <= s.innerBlock &&
         d.rows * d.columns * d.slices == 1 && !s.packLeft && !p.leftGenerated && !p.rightGenerated;
}

}  // namespace

template <class T>
Schedule<T> plan(const Problem& problem, int threads) {
  const Kernels<T>& kernel = kernels<T>();
  Schedule<T> s;
  s.problem = problem;
  s.workers = threads;
  for (int i = 0; i < problem.batchAxes; i++) s.batches *= problem.batch[i].size;
  s.swapped = problem.columns == 1 && problem.rows > 1 ? isRow<T>(transposed(problem)) : betterTransposed<T>(problem);
  if (s.swapped) s.problem = transposed(problem);
  const Problem& p = s.problem;
  const bool row = isRow<T>(p);
  if (!row) choosePacking(s);
  Division d = divide(s, threads);
  if (row) {
    const bool far = p.inner * p.columns * long(sizeof(T)) > inCache;
    s.work[0] = inColumns(p) ? kernel.rowTimesColumns[far] : kernel.rowTimesRows[far];
    s.columnBlock = std::min(p.columns, rowSums);
    s.ownScratch = roundUp(!inColumns(p) ? s.columnBlock : p.left.column == 1 ? 0 : p.inner, 16);
  } else {
    chooseBlocks(s, d);
    s.work[0] = isTile(s, d) ? kernel.tile : kernel.blocks;
  }
  s.parts[0] = partsOf(p, s.batches, d, kernel.lanes);
  if (d.slices > 1) {
    s.work[1] = kernel.sum;
    s.sharedScratch = roundUp((d.slices - 1) * s.batches * p.rows * p.columns, 16);
    Division sums = {d.batches, std::min(p.rows, d.rows * d.slices), d.columns, 1};
    s.parts[1] = partsOf(p, s.batches, sums, kernel.lanes);
    for (Part& part : s.parts[1]) part.inners = d.slices - 1;
  }
  return s;
}

template Schedule<float> plan(const Problem&, int);
template Schedule<double> plan(const Problem&, int);

}  // namespace needle::gemm
