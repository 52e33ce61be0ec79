#include "run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <numeric>

#include "parallel.h"
#include "product.h"

namespace needle {
namespace {

/** Operations that are worth a thread. */
constexpr double worthAThread = 16384;

long ceilDivide(long a, long b) { return (a + b - 1) / b; }

/** The loops of one nest. Its blocks of parallel points, times the pieces of a reduction, are independent units. */
class Loops {
 public:
  Loops(const Nest& nest, const Blocks& blocks, const Bindings& bindings)
      : nest(nest),
        blocks(blocks),
        bindings(bindings),
        laneCount(nest.points(nest.outerAxes, nest.laneAxes)),
        rowBlocks(ceilDivide(laneCount, nest.blockLanes)),
        units(nest.points(0, nest.outerAxes) * rowBlocks) {}

  void run() {
    if (nest.splits == 1) {
      inParts(units, [&](Lanes& lanes, long unit) {
        enter(lanes, unit);
        if (nest.reduction != Reduction::none) {
          clear(lanes);
          reduce(lanes, 0, turns());
        }
        if (nest.reduction != Reduction::sort) lanes.run(Section::after, lanesOf(unit));
      });
      return;
    }
    partials.resize(units * nest.splits * partialBytes());
    inParts(units * nest.splits, [&](Lanes& lanes, long piece) {
      const long split = piece % nest.splits;
      enter(lanes, piece / nest.splits);
      clear(lanes);
      reduce(lanes, turns() * split / nest.splits, turns() * (split + 1) / nest.splits);
      eachPartial(lanes, piece, [](const Accumulator&, char* lane, char* partial, long bytes) {
        std::memcpy(partial, lane, bytes);
      });
    });
    inParts(units, [&](Lanes& lanes, long unit) {
      enter(lanes, unit);
      clear(lanes);
      for (long split = 0; split < nest.splits; split++)
        eachPartial(lanes, unit * nest.splits + split, [&](const Accumulator& a, char* lane, char* partial, long) {
          a.join(lane, partial, lanesOf(unit));
        });
      lanes.run(Section::after, lanesOf(unit));
    });
  }

 private:
  /** Calls work(lanes, unit) for all units, divided among threads. */
  template <class Work>
  void inParts(long count, Work work) {
    const double wanted = std::min<double>(nest.work / worthAThread, Pool::shared().threads());
    const int parts = std::max<long>(1, std::min(static_cast<long>(wanted), count));
    inParallel(parts, [&](int part) {
      Lanes lanes(nest, blocks, bindings);
      if (nest.reduction == Reduction::sort) {
        lanes.keys.resize(innerCount() * nest.points(nest.outerAxes + nest.laneAxes, nest.turnAxes));
        lanes.order.resize(lanes.keys.size());
      }
      for (long unit = count * part / parts, end = count * (part + 1) / parts; unit < end; unit++) work(lanes, unit);
      if (nest.streams) blocks.fence();
    });
  }

  /** Goes to a block of parallel points and computes what depends on nothing else. */
  void enter(Lanes& lanes, long unit) {
    lanes.enter(unit / rowBlocks);
    lanes.start = unit % rowBlocks * nest.blockLanes;
    lanes.run(Section::block, lanesOf(unit));
  }
  long lanesOf(long unit) const {
    return std::min(nest.blockLanes, laneCount - unit % rowBlocks * nest.blockLanes);
  }

  void clear(Lanes& lanes) {
    for (const Accumulator& a : nest.accumulators)
      blocks.transfer[static_cast<int>(a.dtype)].fill(lanes.place[a.place], lanes.place[a.empty], nest.blockLanes);
  }
  long turns() const {
    const int first = nest.outerAxes + nest.laneAxes;
    return nest.points(first, nest.turnAxes) * innerBlocks();
  }
  long innerCount() const { return nest.points(nest.outerAxes + nest.laneAxes + nest.turnAxes, nest.innerAxes); }
  long innerBlocks() const { return ceilDivide(innerCount(), nest.innerLanes); }

  /** Some of the turns of the reduction, for a block of parallel points. */
  void reduce(Lanes& lanes, long from, long to) {
    const long n = std::min(nest.blockLanes, laneCount - lanes.start);
    if (nest.reduction == Reduction::across) {
      for (long turn = from; turn < to; turn++) {
        lanes.go(nest.outerAxes + nest.laneAxes, nest.turnAxes, turn);
        lanes.run(Section::turn, 1);
        lanes.run(Section::inside, n);
      }
      return;
    }
    for (lanes.point = 0; lanes.point < n; lanes.point++) {
      lanes.go(nest.outerAxes, nest.laneAxes, lanes.start + lanes.point);
      alongTurns(lanes, from, to, Section::inside);
      if (nest.reduction != Reduction::sort) continue;
      order(lanes);
      alongTurns(lanes, from, to, Section::after);
    }
  }
  /** Blocks of the reduction, for one parallel point. */
  void alongTurns(Lanes& lanes, long from, long to, Section section) {
    const long count = innerCount(), rows = innerBlocks();
    for (long turn = from; turn < to; turn++) {
      if (turn == from || turn % rows == 0) {
        lanes.go(nest.outerAxes + nest.laneAxes, nest.turnAxes, turn / rows);
        lanes.run(Section::turn, 1);
      }
      lanes.innerStart = turn % rows * nest.innerLanes;
      lanes.turn = turn / rows * count + lanes.innerStart;
      lanes.run(section, std::min(nest.innerLanes, count - lanes.innerStart));
    }
  }
  /** Sorts the numbers of the turns by their keys; equal keys keep their order, and NaN is above all numbers. */
  void order(Lanes& lanes) const {
    const double* keys = lanes.keys.data();
    const auto isBelow = [](double x, double y) { return x < y || (std::isnan(y) && !std::isnan(x)); };
    std::iota(lanes.order.begin(), lanes.order.end(), 0);
    if (nest.isDescending())
      std::stable_sort(lanes.order.begin(), lanes.order.end(), [&](int i, int j) { return isBelow(keys[j], keys[i]); });
    else
      std::stable_sort(lanes.order.begin(), lanes.order.end(), [&](int i, int j) { return isBelow(keys[i], keys[j]); });
  }

  /** Accumulators of a piece, beside each other in memory of the nest. */
  long partialBytes() const { return nest.accumulators.size() * nest.blockLanes * 8; }
  template <class Visit>
  void eachPartial(Lanes& lanes, long piece, Visit visit) {
    char* partial = partials.data() + piece * partialBytes();
    for (const Accumulator& a : nest.accumulators) {
      const long bytes = nest.blockLanes * laneBytes(a.dtype);
      visit(a, lanes.place[a.place], partial, bytes);
      partial += nest.blockLanes * 8;
    }
  }

  const Nest& nest;
  const Blocks& blocks;
  const Bindings& bindings;
  const long laneCount, rowBlocks, units;
  std::vector<char> partials;
};

}  // namespace

std::optional<Failure> run(const Program& program, const Blocks& blocks, const Bindings& bindings,
                           double* nanoseconds) {
  using Clock = std::chrono::steady_clock;
  try {
    for (const Step& step : program.steps) {
      const Clock::time_point start = nanoseconds == nullptr ? Clock::time_point() : Clock::now();
      for (const Step::Range& r : step.zeroed) std::memset(bindings.memory(r.memory) + r.offset, 0, r.bytes);
      if (step.product)
        step.product->run(blocks, bindings, program.scratch.get());
      else
        Loops(step.nest, blocks, bindings).run();
      if (nanoseconds != nullptr) *nanoseconds++ = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    }
  } catch (const Failure& failure) {
    return failure;
  }
  return std::nullopt;
}

}  // namespace needle
