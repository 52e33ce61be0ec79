// A plan as the device runs it: steps one after the other, each a nest of loops around a few lists of instructions. Made
// from numbers by read.cpp; src/codegen/program/ writes them and explains what they mean.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "../blocks/blocks.h"

namespace needle {

/** `count` turns; each moves on by `stride`. */
struct Stride {
  long count, stride;
};
/** A move of `stride` bytes for each turn of an axis, or for each one of an int32 at a place. */
struct Term {
  int index;
  long stride;
};

/** In place of the number of a memory: the position itself is the value; Lanes::block. */
constexpr int noMemory = -1, blockMemory = -2;

/** A way through memory; in bytes, but lanes step in elements. */
struct Walk {
  int memory;
  long offset;
  long unit;
  std::vector<Term> outer, dynamic;
  std::vector<Stride> lanes;
  bool inner;
};

/** Kinds and operands: src/codegen/program/instructions.ts. Places are numbered as in Lanes::place. */
struct Instruction {
  Kind kind;
  int d, a, b, c;
  long x;
  int dtype;
  int z;
  BlockFunction function;
};

struct Accumulator {
  int place, empty;
  DType dtype;
  void (*join)(void* accumulators, const void* a, long n);
};

/** A value of some dtype, as a lane. */
union Lane {
  float f32;
  double f64;
  std::int32_t i32;
  std::uint32_t u32;
};
struct Number {
  DType dtype;
  int slot;
};

enum class Reduction { none, across, along, sort };
enum class Section { outer, block, turn, inside, after };

/** Loops around lists of instructions. */
struct Nest {
  /** Roughly how many operations; 0 where it has to run in one piece. */
  double work = 0;
  /** The sizes of all axes in their order: around the blocks, lanes, turns of the reduction, its lanes. */
  std::vector<long> sizes;
  int outerAxes = 0, laneAxes = 0, turnAxes = 0, innerAxes = 0;
  Reduction reduction = Reduction::none;
  long blockLanes = 1, innerLanes = 1, splits = 1;

  std::vector<long> registerBytes;
  int pointers = 0;
  std::vector<Lane> constants;
  std::vector<Number> numbers;
  std::vector<Walk> walks;
  std::vector<Accumulator> accumulators;
  std::vector<Instruction> sections[5];
  /** Some results go past the caches. */
  bool streams = false;

  const std::vector<Instruction>& section(Section s) const { return sections[static_cast<int>(s)]; }
  /** Of a kernel that sorts: from the largest key down. */
  bool isDescending() const {
    for (const Instruction& i : section(Section::inside))
      if (i.kind == Kind::key) return i.x != 0;
    return false;
  }
  /** Points of some of the axes. */
  long points(int first, int count) const {
    long product = 1;
    for (int i = first; i < first + count; i++) product *= sizes[i];
    return product;
  }
};

class Product;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
/** Memory that begins where a cache line begins. */
using AlignedMemory = std::unique_ptr<char, Free>;
AlignedMemory allocate(long bytes);

/** A nest of loops, or a product of matrices. */
struct Step {
  struct Range {
    int memory;
    long offset, bytes;
  };
  bool guarded;
  std::vector<Range> zeroed;
  Nest nest;
  std::unique_ptr<Product> product;

  Step();
  Step(Step&&);
  Step& operator=(Step&&);
  ~Step();
};

struct Program {
  std::vector<Step> steps;
  /** What the products need while they run, one after the other. */
  AlignedMemory scratch;
};

/** Bytes of a lane. */
inline long laneBytes(DType dtype) { return dtype == DType::float64 ? 8 : 4; }
/** Bytes of an accumulator of values of this dtype: floats are added in double. */
inline long accumulatorBytes(DType dtype) { return dtype == DType::float32 || dtype == DType::float64 ? 8 : 4; }
/** A number as a lane of this dtype; what is out of range wraps, as in JavaScript. */
Lane toLane(double value, DType dtype);

/** Reads what encodePlan wrote; `length` numbers. */
Program read(const double* numbers, long length, const Blocks& blocks);

}  // namespace needle
