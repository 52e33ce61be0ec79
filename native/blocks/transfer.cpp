// Between memory and blocks: contiguous, in grids of two strides, by indices. Bytes become int32 lanes.
#include <algorithm>
#include <cstring>

#include "../math/lanes.h"
#include "parts.h"

namespace needle::NEEDLE_ISA {

template <DType dtype> struct Transfers {
  using L = Lane<dtype>;
  using M = InMemory<dtype>;

  static L widen(M x) {
    if constexpr (dtype == DType::bool_) return x != 0;
    else return x;
  }

  /** lanes[i] = memory[i * stride], in three loops that are each made of vectors. */
  static void loadRun(L* lanes, const M* memory, long stride, long n) {
    if (stride == 0) std::fill_n(lanes, n, widen(*memory));
    else if (stride == 1)
      for (long i = 0; i < n; i++) lanes[i] = widen(memory[i]);
    else
      for (long i = 0; i < n; i++) lanes[i] = widen(memory[i * stride]);
  }

  static void load(void* lanes, const void* memory, long n) {
    loadRun(static_cast<L*>(lanes), static_cast<const M*>(memory), 1, n);
  }

  static void store(void* memory, const void* lanes, long n) {
    auto* to = static_cast<M*>(memory);
    auto* from = static_cast<const L*>(lanes);
    for (long i = 0; i < n; i++) to[i] = M(from[i]);
  }

  /** Calls run(first element, its position, how many) for each part of a row of the grid. */
  template <class Run> static void eachRun(const Grid& g, long n, Run run) {
    long row = g.start / g.inner, column = g.start % g.inner;
    for (long done = 0; done < n; column = 0, row++) {
      const long count = std::min(n - done, g.inner - column);
      run(done, row * g.outerStride + column * g.innerStride, count);
      done += count;
    }
  }

  static void loadGrid(void* lanes, const void* memory, const Grid& g, long n) {
    auto* to = static_cast<L*>(lanes);
    auto* from = static_cast<const M*>(memory);
    const long distinct = g.outerStride == 0 ? std::min(n, g.inner) : n; // then rows repeat
    eachRun(g, distinct, [&](long first, long at, long count) { loadRun(to + first, from + at, g.innerStride, count); });
    for (long done = distinct; done < n;) {
      const long count = std::min(done / g.inner * g.inner, n - done);
      std::memcpy(to + done, to, count * sizeof(L));
      done += count;
    }
  }

  static void storeGrid(void* memory, const void* lanes, const Grid& g, long n) {
    auto* to = static_cast<M*>(memory);
    auto* from = static_cast<const L*>(lanes);
    eachRun(g, n, [&](long first, long at, long count) {
      for (long i = 0; i < count; i++) to[at + i * g.innerStride] = M(from[first + i]);
    });
  }

  static void gather(void* lanes, const void* memory, const std::int32_t* indices, long n) {
    auto* to = static_cast<L*>(lanes);
    auto* from = static_cast<const M*>(memory);
    NEEDLE_VECTORS
    for (long i = 0; i < n; i++) to[i] = widen(from[indices[i]]);
  }

  static void scatter(void* memory, const void* lanes, const std::int32_t* indices, long n) {
    auto* to = static_cast<M*>(memory);
    auto* from = static_cast<const L*>(lanes);
    for (long i = 0; i < n; i++) to[indices[i]] = M(from[i]);
  }

  static void scatterAdd(void* memory, const void* lanes, const std::int32_t* indices, long n) {
    auto* to = static_cast<M*>(memory);
    auto* from = static_cast<const L*>(lanes);
    for (long i = 0; i < n; i++) to[indices[i]] = M(to[indices[i]] + from[i]);
  }

  static void fill(void* lanes, const void* value, long n) {
    std::fill_n(static_cast<L*>(lanes), n, *static_cast<const L*>(value));
  }
};

static void ramp(std::int32_t* lanes, std::int32_t start, std::int32_t step, long n) {
  for (long i = 0; i < n; i++) lanes[i] = start + std::int32_t(i) * step;
}

static long firstOutside(const std::int32_t* lanes, std::int32_t size, long n) {
  const auto outside = [&](long i) { return std::uint32_t(lanes[i]) >= std::uint32_t(size); };
  std::int32_t any = 0;
  for (long i = 0; i < n; i++) any |= outside(i) ? 1 : 0;
  if (any != 0)
    for (long i = 0; i < n; i++)
      if (outside(i)) return i;
  return n;
}

void addTransfers(Blocks& blocks) {
  forEachDType([&]<DType dtype>() {
    using T = Transfers<dtype>;
    blocks.transfer[int(dtype)] = {T::load,   T::store,   T::loadGrid,   T::storeGrid,
                                   T::gather, T::scatter, T::scatterAdd, T::fill};
  });
  blocks.ramp = ramp;
  blocks.firstOutside = firstOutside;
}

} // namespace needle::NEEDLE_ISA
