// One thread in the middle of a step: where its loops are, its registers, and the running of instruction lists.
#pragma once
#include "program.h"

namespace needle {

/** What a run is bound to: the addresses of its memories, and its numbers. */
struct Bindings {
  const double* addresses;
  const double* numbers;
  char* memory(int i) const { return reinterpret_cast<char*>(static_cast<std::uintptr_t>(addresses[i])); }
};

/** A failed check, thrown. */
struct Failure {
  int check;
  double value;
};

class Lanes {
 public:
  /** `memory`: as many bytes as `bytes` says, for registers and the like. */
  Lanes(const Nest& nest, const Blocks& blocks, const Bindings& bindings, char* memory);
  /** The same with memory that the thread keeps for it: for one at a time. */
  Lanes(const Nest& nest, const Blocks& blocks, const Bindings& bindings);
  static long bytes(const Nest& nest);

  /** Where each axis is; those of lanes only while the loops go along them point by point. */
  long* coordinates;
  /** The point of the axes around the blocks, counted; −1 before the first. */
  long outerPoint = -1;
  /** The first lane of the block of parallel points, and of the block of the reduction. */
  long start = 0, innerStart = 0;
  /** The parallel point at hand, as a lane of the block. */
  long point = 0;
  /** Of kernels that sort: the number of the first turn of the block; a key for each turn; the turns in order. */
  long turn = 0;
  std::vector<double> keys;
  std::vector<std::int32_t> order;
  /** By number: registers, pointers, constants, numbers. */
  char** place;
  /** What walks through blockMemory start from. */
  char* block = nullptr;

  /** Runs the instructions of a section on n lanes. */
  void run(Section section, long n);
  /** Puts a point of some axes, counted in row-major order, into their coordinates. */
  void go(int firstAxis, int count, long position);
  /** Goes to a point of the axes around the blocks, and computes what depends on nothing else. */
  void enter(long point);

 private:
  char* locate(const Walk& walk) const;
  void load(const Instruction& i, long n);
  void store(const Instruction& i, long n);
  void ramp(const Instruction& i, long n);
  void check(const Instruction& i, long n);
  void fetch(long bytes);

  /** What the next block will read and has not been asked for yet. */
  struct Ahead {
    const char* next;
    const char* end;
  };
  std::vector<Ahead> ahead;

  const Nest& nest;
  const Blocks& blocks;
  const Bindings& bindings;
};

}  // namespace needle
