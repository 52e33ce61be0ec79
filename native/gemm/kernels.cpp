// The kernels of one instruction set. Compiled once for each, with NEEDLE_ISA = avx512, avx2 or generic and its options.
// Nothing here may instantiate a function that another instruction set shares, so it stays clear of the standard library.
#include "blocks.h"
#include "kernels.h"
#include "row.h"

namespace needle::gemm::NEEDLE_ISA {

/** out += slices, for a range of rows. */
template <class T>
void sumSlices(const Schedule<T>& s, const Operands<T>& o, const Part& part, T* shared, T*) {
  const Problem& p = s.problem;
  const Strides by = s.swapped ? Strides{1, p.outRow} : Strides{p.outRow, 1};
  for (long b = part.batch; b < part.batch + part.batches; b++) {
    T* out = matricesOf(s, o, b, 0, shared).out;
    for (long i = part.row; i < part.row + part.rows; i++)
      for (long slice = 0; slice < part.inners; slice++) {
        const T* from = shared + ((slice * s.batches + b) * p.rows + i) * p.columns;
        T* to = out + i * by.row;
        for (long j = part.column; j < part.column + part.columns; j++) to[j * by.column] += from[j];
      }
    finished(s, o, {b, part.row, part.rows, part.column, part.columns});
  }
}

template <class T>
constexpr Kernels<T> all = {lanes<T>,
                            tileRows,
                            tileVectors,
                            rowsOf,
                            multiplyBlocks<T>,
                            multiplyTile<T>,
                            {rowTimesRows<T, false>, rowTimesRows<T, true>},
                            {rowTimesColumns<T, false>, rowTimesColumns<T, true>},
                            sumSlices<T>};

extern constexpr Kernels<float> float32 = all<float>;
extern constexpr Kernels<double> float64 = all<double>;

}  // namespace needle::gemm::NEEDLE_ISA
