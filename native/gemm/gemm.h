// Matrix products: out (rows × columns) = left (rows × inner) · right (inner × columns), float and double.
// What depends on shapes is decided once, by `plan`; a run is calls of `run`, one for each part, from any threads.
#pragma once
#include <vector>

namespace needle::gemm {

/** Steps between elements, in elements. Any value is allowed; 0 repeats an element. */
struct Strides {
  long row, column;
};

/** An axis of products beside each other, with the steps from one to the next. */
struct BatchAxis {
  long size;
  long left, right, out;
};

constexpr int maxBatchAxes = 6;

/**
 * What is to be multiplied: all but the addresses. Columns of `out` are next to each other. An operand that is `generated`
 * is asked for in blocks (see Operands); its strides only say which of its directions is the fast one: that with 1.
 */
struct Problem {
  long rows, columns, inner;
  Strides left, right;
  long outRow;
  int batchAxes = 0;
  BatchAxis batch[maxBatchAxes] = {};
  bool leftGenerated = false, rightGenerated = false;
};

/** A rectangle of one of the matrices of product number `batch`. */
struct Block {
  long batch, row, rows, column, columns;
};

/** Addresses, and callbacks, which are called from the thread of the part that needs them. */
template <class T>
struct Operands {
  const T* left = nullptr;
  const T* right = nullptr;
  T* out = nullptr;
  /** Writes a block of a generated operand: its first element to `to`, the others by `strides`, one of which is 1. */
  void (*fillLeft)(void* context, const Block&, T* to, Strides strides) = nullptr;
  void (*fillRight)(void* context, const Block&, T* to, Strides strides) = nullptr;
  /** Called once for each block of `out`, when it is final and still in cache. May be null. */
  void (*finish)(void* context, const Block&) = nullptr;
  void* context = nullptr;
};

/** A share of the work: ranges of the products, of `out`, and of the sums; `slice` numbers the range of the sums. */
struct Part {
  long batch, batches, row, rows, column, columns, inner, inners, slice;
};

template <class T>
struct Schedule;
template <class T>
using Work = void (*)(const Schedule<T>&, const Operands<T>&, const Part&, T* shared, T* own);

/** How a problem is computed: made by `plan`, read by `run`. */
template <class T>
struct Schedule {
  Problem problem;
  long batches = 1;
  /** Left and right have changed places: the transposed product is computed. */
  bool swapped = false;
  /** Parts of one phase run at the same time, in any order; the second phase, often empty, adds slices of the sums. */
  std::vector<Part> parts[2];
  Work<T> work[2] = {};
  /** An operand is copied block by block into the order in which it is read. */
  bool packLeft = false, packRight = false;
  long rowBlock = 0, columnBlock = 0, innerBlock = 0;
  /** Scratch memory in elements: for all, and for each worker, where packed or generated blocks begin at these places. */
  long sharedScratch = 0, ownScratch = 0;
  long leftAt = 0, rightAt = 0, rawAt = 0;
  int workers = 1;

  int phases() const { return parts[1].empty() ? 1 : 2; }
  /** Bytes of scratch memory, aligned to 64, that `run` needs. */
  long scratchBytes() const { return (sharedScratch + workers * ownScratch) * long(sizeof(T)); }
};

/** `threads`: how many parts can run at the same time. A small product makes one part. */
template <class T>
Schedule<T> plan(const Problem&, int threads);

/** Runs one part. `worker` (below `threads`) picks a piece of the scratch memory: parts at the same time need different ones. */
template <class T>
inline void run(const Schedule<T>& schedule, const Operands<T>& operands, int phase, long part, int worker, void* scratch) {
  T* shared = static_cast<T*>(scratch);
  T* own = shared + schedule.sharedScratch + worker * schedule.ownScratch;
  schedule.work[phase](schedule, operands, schedule.parts[phase][part], shared, own);
}

/** The instruction sets that this machine has, best first; the first is used until `useInstructionSet` names another. */
std::vector<const char*> instructionSets();
bool useInstructionSet(const char* name);

}  // namespace needle::gemm
