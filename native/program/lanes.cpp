#include "lanes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace needle {
namespace {

/** Memory that a thread keeps for its registers, grown when a step needs more. */
class Arena {
 public:
  char* take(std::size_t bytes) {
    if (bytes > size) {
      std::free(memory);
      size = (bytes + 4095) / 4096 * 4096;
      memory = static_cast<char*>(std::aligned_alloc(64, size));
      if (memory == nullptr) throw std::bad_alloc();
    }
    return memory;
  }
  ~Arena() { std::free(memory); }

 private:
  char* memory = nullptr;
  std::size_t size = 0;
};
thread_local Arena arena;

constexpr long cacheLine = 64;
/** Bytes of each operand that are fetched ahead between two instructions. */
constexpr long fetchedAtOnce = 512;

long roundUp(long n, long to) { return (n + to - 1) / to * to; }

/** d = ⌊a / by⌋, of int32 that are not negative: the quotient is at least half of 1/by away from being rounded wrongly. */
void quotient(std::int32_t* d, const std::int32_t* a, long by, long n) {
  const double factor = 1.0 / static_cast<double>(by);
  for (long i = 0; i < n; i++) d[i] = static_cast<std::int32_t>((a[i] + 0.5) * factor);
}
void remainder(std::int32_t* d, const std::int32_t* a, long by, long n) {
  const double factor = 1.0 / static_cast<double>(by);
  for (long i = 0; i < n; i++)
    d[i] = a[i] - static_cast<std::int32_t>((a[i] + 0.5) * factor) * static_cast<std::int32_t>(by);
}

/** Cuts n lanes from `start` on into grids: visit(distance in elements from the walk's start, grid, first lane, lanes). */
template <class Visit>
void alongGrids(const Walk& walk, long start, long n, Visit visit) {
  const auto& lanes = walk.lanes;
  if (lanes.size() < 2) {
    visit(0, Grid{0, n, lanes.empty() ? 0 : lanes[0].stride, 0}, 0, n);
    return;
  }
  const Stride inner = lanes.back(), outer = lanes[lanes.size() - 2];
  const long plane = lanes.size() == 2 ? start + n : inner.count * outer.count;
  for (long done = 0; done < n;) {
    const long within = (start + done) % plane;
    long rest = (start + done) / plane, distance = 0;
    for (std::size_t i = lanes.size() - 2; i-- > 0; rest /= lanes[i].count)
      distance += rest % lanes[i].count * lanes[i].stride;
    const long length = std::min(n - done, plane - within);
    visit(distance, Grid{within, inner.count, inner.stride, outer.stride}, done, length);
    done += length;
  }
}

}  // namespace

namespace {

long registerWidth(const Nest& nest) { return roundUp(std::max(nest.blockLanes, nest.innerLanes), 16); }
long registerBytes(const Nest& nest) {
  long bytes = 0;
  for (const long b : nest.registerBytes) bytes += b * registerWidth(nest);
  return bytes;
}
long placeBytes(const Nest& nest) {
  return (nest.registerBytes.size() + nest.pointers + nest.constants.size() + nest.numbers.size()) * sizeof(char*);
}

}  // namespace

long Lanes::bytes(const Nest& nest) {
  const long rest = placeBytes(nest) + nest.sizes.size() * sizeof(long) + nest.numbers.size() * sizeof(Lane);
  return roundUp(registerBytes(nest) + rest, 64);
}

Lanes::Lanes(const Nest& nest, const Blocks& blocks, const Bindings& bindings)
    : Lanes(nest, blocks, bindings, arena.take(bytes(nest))) {}

Lanes::Lanes(const Nest& nest, const Blocks& blocks, const Bindings& bindings, char* memory)
    : nest(nest), blocks(blocks), bindings(bindings) {
  place = reinterpret_cast<char**>(memory + registerBytes(nest));
  coordinates = reinterpret_cast<long*>(reinterpret_cast<char*>(place) + placeBytes(nest));
  Lane* numbers = reinterpret_cast<Lane*>(coordinates + nest.sizes.size());
  char** next = place;
  for (const long b : nest.registerBytes) {
    *next++ = memory;
    memory += b * registerWidth(nest);
  }
  next += nest.pointers;
  for (const Lane& c : nest.constants) *next++ = reinterpret_cast<char*>(const_cast<Lane*>(&c));
  for (const Number& n : nest.numbers) {
    *numbers = toLane(bindings.numbers[n.slot], n.dtype);
    *next++ = reinterpret_cast<char*>(numbers++);
  }
}

void Lanes::go(int firstAxis, int count, long position) {
  for (int i = firstAxis + count; i-- > firstAxis; position /= nest.sizes[i]) coordinates[i] = position % nest.sizes[i];
}

void Lanes::enter(long point) {
  if (outerPoint == point) return;
  outerPoint = point;
  go(0, nest.outerAxes, point);
  run(Section::outer, 1);
}

char* Lanes::locate(const Walk& walk) const {
  long at = walk.offset;
  for (const Term& t : walk.outer) at += coordinates[t.index] * t.stride;
  for (const Term& t : walk.dynamic) at += *reinterpret_cast<const std::int32_t*>(place[t.index]) * t.stride;
  if (walk.lanes.size() == 1) at += (walk.inner ? innerStart : start) * walk.lanes[0].stride * walk.unit;
  return (walk.memory >= 0 ? bindings.memory(walk.memory) : walk.memory == blockMemory ? block : nullptr) + at;
}

void Lanes::load(const Instruction& i, long n) {
  const Walk& walk = nest.walks[i.x];
  const Transfer& transfer = blocks.transfer[i.dtype];
  const char* from = locate(walk);
  if (walk.lanes.empty() || (walk.lanes.size() == 1 && walk.lanes[0].stride == 1)) {
    transfer.load(place[i.d], from, n);
    return;
  }
  const long width = laneBytes(static_cast<DType>(i.dtype));
  alongGrids(walk, walk.inner ? innerStart : start, n, [&](long distance, const Grid& grid, long first, long length) {
    transfer.loadGrid(place[i.d] + first * width, from + distance * walk.unit, grid, length);
  });
}

void Lanes::store(const Instruction& i, long n) {
  const Walk& walk = nest.walks[i.x];
  const Transfer& transfer = blocks.transfer[i.dtype];
  char* to = locate(walk);
  if (i.z != 0) {
    blocks.stream(to, place[i.a], n * walk.unit);
    return;
  }
  if (walk.lanes.empty() || (walk.lanes.size() == 1 && walk.lanes[0].stride == 1)) {
    transfer.store(to, place[i.a], n);
    return;
  }
  const long width = laneBytes(static_cast<DType>(i.dtype));
  alongGrids(walk, walk.inner ? innerStart : start, n, [&](long distance, const Grid& grid, long first, long length) {
    transfer.storeGrid(to + distance * walk.unit, place[i.a] + first * width, grid, length);
  });
}

void Lanes::ramp(const Instruction& i, long n) {
  const Walk& walk = nest.walks[i.x];
  const long from = reinterpret_cast<std::intptr_t>(locate(walk));
  std::int32_t* d = reinterpret_cast<std::int32_t*>(place[i.d]);
  alongGrids(walk, walk.inner ? innerStart : start, n, [&](long distance, const Grid& grid, long first, long length) {
    for (long done = 0; done < length;) {
      const long row = (grid.start + done) / grid.inner, column = (grid.start + done) % grid.inner;
      const long run = std::min(length - done, grid.inner - column);
      const long value = from + distance + row * grid.outerStride + column * grid.innerStride;
      blocks.ramp(d + first + done, static_cast<std::int32_t>(value), static_cast<std::int32_t>(grid.innerStride), run);
      done += run;
    }
  });
}

void Lanes::check(const Instruction& i, long n) {
  const std::int32_t* a = reinterpret_cast<const std::int32_t*>(place[i.a]);
  const long bad = blocks.firstOutside(a, static_cast<std::int32_t>(i.x), n);
  if (bad < n) throw Failure{i.z, static_cast<double>(a[bad])};
}

/** Has the caches fetch what the next block reads: bit by bit, since only some lines can be under way at a time. */
void Lanes::fetch(long bytes) {
  for (Ahead& a : ahead)
    for (const char* until = std::min(a.next + bytes, a.end); a.next < until; a.next += cacheLine)
      __builtin_prefetch(a.next);
}

void Lanes::run(Section section, long n) {
  ahead.clear();
  for (const Instruction& i : nest.section(section)) {
    char* d = i.d < 0 ? nullptr : place[i.d];
    char* a = i.a < 0 ? nullptr : place[i.a];
    char* b = i.b < 0 ? nullptr : place[i.b];
    std::int32_t* positions = reinterpret_cast<std::int32_t*>(b);
    switch (i.kind) {
      case Kind::call:
        i.function(d, a, b, i.c < 0 ? nullptr : place[i.c], n);
        if (!ahead.empty()) fetch(fetchedAtOnce);
        break;
      case Kind::locate: {
        const Walk& walk = nest.walks[i.x];
        const char* at = place[i.d] = locate(walk);
        if (i.z != 0) ahead.push_back({at + 2 * n * walk.unit, at + 3 * n * walk.unit});
        break;
      }
      case Kind::load: load(i, n); break;
      case Kind::store: store(i, n); break;
      case Kind::ramp: ramp(i, n); break;
      case Kind::gather: blocks.transfer[i.dtype].gather(d, locate(nest.walks[i.x]), positions, n); break;
      case Kind::scatter: blocks.transfer[i.dtype].scatter(locate(nest.walks[i.x]), a, positions, n); break;
      case Kind::scatterAdd: blocks.transfer[i.dtype].scatterAdd(locate(nest.walks[i.x]), a, positions, n); break;
      case Kind::fill: blocks.transfer[i.dtype].fill(d, a, n); break;
      case Kind::quotient:
        quotient(reinterpret_cast<std::int32_t*>(d), reinterpret_cast<std::int32_t*>(a), i.x, n);
        break;
      case Kind::remainder:
        remainder(reinterpret_cast<std::int32_t*>(d), reinterpret_cast<std::int32_t*>(a), i.x, n);
        break;
      case Kind::check: check(i, n); break;
      case Kind::pick: place[i.d] = a + point * laneBytes(static_cast<DType>(i.dtype)); break;
      case Kind::key: std::memcpy(keys.data() + turn, a, n * sizeof(double)); break;
      case Kind::order: place[i.d] = reinterpret_cast<char*>(order.data() + turn); break;
      case Kind::across: blocks.fold[i.x][i.dtype].across(d, a, n); break;
      case Kind::along: blocks.fold[i.x][i.dtype].along(d + point * accumulatorBytes(static_cast<DType>(i.dtype)), a, 1, n); break;
    }
  }
  if (!ahead.empty()) fetch(n * sizeof(double));
}

}  // namespace needle
