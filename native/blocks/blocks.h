// Functions over blocks: what the interpreter of fused loops is made of. Each instruction set has a table of its own,
// compiled from the same sources; README.md says how values lie in blocks.
#pragma once
#include <cstdint>

#include "../generated/opcodes.h"

namespace needle {

/**
 * d[i] = f(a[i], b[i], c[i]) for i < n. Operands that the row does not have are ignored. `d` may be `a`, `b` or `c`
 * exactly; it may not overlap them otherwise, nor be an operand that is a single value. Nothing need be aligned.
 */
using BlockFunction = void (*)(void* d, const void* a, const void* b, const void* c, long n);

/** Reductions. Accumulators are double for floats, else lanes; the caller fills them with the value of nothing. */
struct Fold {
  /** accumulators[r] joins the `length` values of row r: a[r * length], a[r * length + 1] … */
  void (*along)(void* accumulators, const void* a, long rows, long length);
  /** accumulators[i] joins a[i], for i < n. */
  void (*across)(void* accumulators, const void* a, long n);
};

/** Positions that a loop nest of two axes visits: element i is at ((start + i) / inner) · outerStride + ((start + i) % inner) · innerStride. */
struct Grid {
  long start, inner, innerStride, outerStride;
};

/** Between memory of one dtype, addressed in elements, and blocks of lanes. */
struct Transfer {
  void (*load)(void* lanes, const void* memory, long n);
  void (*store)(void* memory, const void* lanes, long n);
  void (*loadGrid)(void* lanes, const void* memory, const Grid& grid, long n);
  void (*storeGrid)(void* memory, const void* lanes, const Grid& grid, long n);
  /** lanes[i] = memory[indices[i]]. */
  void (*gather)(void* lanes, const void* memory, const std::int32_t* indices, long n);
  /** memory[indices[i]] = lanes[i], in the order of i. */
  void (*scatter)(void* memory, const void* lanes, const std::int32_t* indices, long n);
  /** memory[indices[i]] += lanes[i], in the order of i. */
  void (*scatterAdd)(void* memory, const void* lanes, const std::int32_t* indices, long n);
  /** lanes[i] = value[0], which is a lane. */
  void (*fill)(void* lanes, const void* value, long n);
};

struct Blocks {
  /**
   * By opcode; by the dtype of the last argument (the operand of a cast, the values of `where`); by which operands are
   * single values: bit 0 for a, 1 for b, 2 for c. Null where the table has no such function, and where all would be single.
   */
  BlockFunction map[opcodeCount][dtypeCount][8];
  /** By the opcode of the row that joins two values, and the dtype. Null members where a row does not fold. */
  Fold fold[opcodeCount][dtypeCount];
  /** By the dtype in memory. */
  Transfer transfer[dtypeCount];
  /** Copies to memory that nobody reads soon, past the caches; before another thread looks at it, `fence` is called. */
  void (*stream)(void* memory, const void* lanes, long bytes);
  void (*fence)();
  /** lanes[i] = start + i · step, as int32. */
  void (*ramp)(std::int32_t* lanes, std::int32_t start, std::int32_t step, long n);
  /** The first i with a value outside of [0, size), or n. */
  long (*firstOutside)(const std::int32_t* lanes, std::int32_t size, long n);
};

namespace avx512 {
const Blocks& blocks();
}
namespace avx2 {
const Blocks& blocks();
}
namespace generic {
const Blocks& blocks();
}

} // namespace needle
