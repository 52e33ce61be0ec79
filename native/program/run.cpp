#include "run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <exception>
#include <numeric>

#include "../pool/pool.h"

namespace needle {
namespace {

/** Operations that are worth a thread. */
constexpr double worthAThread = 16384;

long ceilDivide(long a, long b) { return (a + b - 1) / b; }

/** The loops of one step. Its blocks of parallel points, times the pieces of a reduction, are independent units. */
class Loops {
 public:
  Loops(const Step& step, const Blocks& blocks, const Bindings& bindings)
      : step(step),
        blocks(blocks),
        bindings(bindings),
        laneCount(step.points(step.outerAxes, step.laneAxes)),
        rowBlocks(ceilDivide(laneCount, step.blockLanes)),
        units(step.points(0, step.outerAxes) * rowBlocks) {}

  void run() {
    if (step.splits == 1) {
      inParts(units, [&](Lanes& lanes, long unit) {
        enter(lanes, unit);
        if (step.reduction != Reduction::none) {
          clear(lanes);
          reduce(lanes, 0, turns());
        }
        if (step.reduction != Reduction::sort) lanes.run(Section::after, lanesOf(unit));
      });
      return;
    }
    partials.resize(units * step.splits * partialBytes());
    inParts(units * step.splits, [&](Lanes& lanes, long piece) {
      const long split = piece % step.splits;
      enter(lanes, piece / step.splits);
      clear(lanes);
      reduce(lanes, turns() * split / step.splits, turns() * (split + 1) / step.splits);
      eachPartial(lanes, piece, [](const Accumulator&, char* lane, char* partial, long bytes) {
        std::memcpy(partial, lane, bytes);
      });
    });
    inParts(units, [&](Lanes& lanes, long unit) {
      enter(lanes, unit);
      clear(lanes);
      for (long split = 0; split < step.splits; split++)
        eachPartial(lanes, unit * step.splits + split, [&](const Accumulator& a, char* lane, char* partial, long) {
          a.join(lane, partial, lanesOf(unit));
        });
      lanes.run(Section::after, lanesOf(unit));
    });
  }

 private:
  /** Calls work(lanes, unit) for all units, divided among threads; throws the first failure in the order of units. */
  template <class Work>
  void inParts(long count, Work work) {
    Pool& pool = Pool::shared();
    const double wanted = std::min<double>(step.work / worthAThread, pool.threads());
    const int parts = std::max<long>(1, std::min(static_cast<long>(wanted), count));
    const auto runPart = [&](int part) {
      Lanes lanes(step, blocks, bindings);
      if (step.reduction == Reduction::sort) {
        lanes.keys.resize(innerCount() * step.points(step.outerAxes + step.laneAxes, step.turnAxes));
        lanes.order.resize(lanes.keys.size());
      }
      for (long unit = count * part / parts, end = count * (part + 1) / parts; unit < end; unit++) work(lanes, unit);
      if (step.streams) blocks.fence();
    };
    if (parts == 1) return runPart(0);
    std::vector<std::exception_ptr> thrown(parts);
    pool.run(parts, [&](int part) {
      try {
        runPart(part);
      } catch (...) {
        thrown[part] = std::current_exception();
      }
    });
    for (const std::exception_ptr& exception : thrown)
      if (exception) std::rethrow_exception(exception);
  }

  /** Goes to a block of parallel points and computes what depends on nothing else. */
  void enter(Lanes& lanes, long unit) {
    if (lanes.outerPoint != unit / rowBlocks) {
      lanes.outerPoint = unit / rowBlocks;
      lanes.go(0, step.outerAxes, lanes.outerPoint);
      lanes.run(Section::outer, 1);
    }
    lanes.start = unit % rowBlocks * step.blockLanes;
    lanes.run(Section::block, lanesOf(unit));
  }
  long lanesOf(long unit) const {
    return std::min(step.blockLanes, laneCount - unit % rowBlocks * step.blockLanes);
  }

  void clear(Lanes& lanes) {
    for (const Accumulator& a : step.accumulators)
      blocks.transfer[static_cast<int>(a.dtype)].fill(lanes.place[a.place], lanes.place[a.empty], step.blockLanes);
  }
  long turns() const {
    const int first = step.outerAxes + step.laneAxes;
    return step.points(first, step.turnAxes) * innerBlocks();
  }
  long innerCount() const { return step.points(step.outerAxes + step.laneAxes + step.turnAxes, step.innerAxes); }
  long innerBlocks() const { return ceilDivide(innerCount(), step.innerLanes); }

  /** Some of the turns of the reduction, for a block of parallel points. */
  void reduce(Lanes& lanes, long from, long to) {
    const long n = std::min(step.blockLanes, laneCount - lanes.start);
    if (step.reduction == Reduction::across) {
      for (long turn = from; turn < to; turn++) {
        lanes.go(step.outerAxes + step.laneAxes, step.turnAxes, turn);
        lanes.run(Section::turn, 1);
        lanes.run(Section::inside, n);
      }
      return;
    }
    for (lanes.point = 0; lanes.point < n; lanes.point++) {
      lanes.go(step.outerAxes, step.laneAxes, lanes.start + lanes.point);
      alongTurns(lanes, from, to, Section::inside);
      if (step.reduction != Reduction::sort) continue;
      order(lanes);
      alongTurns(lanes, from, to, Section::after);
    }
  }
  /** Blocks of the reduction, for one parallel point. */
  void alongTurns(Lanes& lanes, long from, long to, Section section) {
    const long count = innerCount(), rows = innerBlocks();
    for (long turn = from; turn < to; turn++) {
      if (turn == from || turn % rows == 0) {
        lanes.go(step.outerAxes + step.laneAxes, step.turnAxes, turn / rows);
        lanes.run(Section::turn, 1);
      }
      lanes.innerStart = turn % rows * step.innerLanes;
      lanes.turn = turn / rows * count + lanes.innerStart;
      lanes.run(section, std::min(step.innerLanes, count - lanes.innerStart));
    }
  }
  /** Sorts the numbers of the turns by their keys; equal keys keep their order, and NaN is above all numbers. */
  void order(Lanes& lanes) const {
    const double* keys = lanes.keys.data();
    const auto isBelow = [](double x, double y) { return x < y || (std::isnan(y) && !std::isnan(x)); };
    std::iota(lanes.order.begin(), lanes.order.end(), 0);
    if (step.isDescending())
      std::stable_sort(lanes.order.begin(), lanes.order.end(), [&](int i, int j) { return isBelow(keys[j], keys[i]); });
    else
      std::stable_sort(lanes.order.begin(), lanes.order.end(), [&](int i, int j) { return isBelow(keys[i], keys[j]); });
  }

  /** Accumulators of a piece, beside each other in memory of the step. */
  long partialBytes() const { return step.accumulators.size() * step.blockLanes * 8; }
  template <class Visit>
  void eachPartial(Lanes& lanes, long piece, Visit visit) {
    char* partial = partials.data() + piece * partialBytes();
    for (const Accumulator& a : step.accumulators) {
      const long bytes = step.blockLanes * laneBytes(a.dtype);
      visit(a, lanes.place[a.place], partial, bytes);
      partial += step.blockLanes * 8;
    }
  }

  const Step& step;
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
      Loops(step, blocks, bindings).run();
      if (nanoseconds != nullptr) *nanoseconds++ = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
    }
  } catch (const Failure& failure) {
    return failure;
  }
  return std::nullopt;
}

}  // namespace needle
