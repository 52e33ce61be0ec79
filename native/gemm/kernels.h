// What each instruction set offers: kernels.cpp is compiled once for each.
#pragma once
#include "gemm.h"

namespace needle::gemm {

template <class T>
struct Kernels {
  /** Elements of a vector; the largest tile that fits into registers, in rows and vectors; the rows of one with fewer vectors. */
  int lanes, tileRows, tileVectors;
  int (*rowsOf)(int vectors);
  /** Any product, block by block; one that is a single tile. */
  Work<T> blocks, tile;
  /** One row times a matrix with contiguous rows; with contiguous columns. Each for a matrix in cache, and for a larger one. */
  Work<T> rowTimesRows[2], rowTimesColumns[2];
  /** Adds the slices of a product that was split along its inner axis. */
  Work<T> sum;
};

namespace avx512 {
extern const Kernels<float> float32;
extern const Kernels<double> float64;
}
namespace avx2 {
extern const Kernels<float> float32;
extern const Kernels<double> float64;
}
namespace generic {
extern const Kernels<float> float32;
extern const Kernels<double> float64;
}

/** Those in use. */
template <class T>
const Kernels<T>& kernels();

}  // namespace needle::gemm
