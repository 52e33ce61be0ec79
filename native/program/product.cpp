#include "product.h"

#include <algorithm>

#include "parallel.h"

namespace needle {
namespace {

long roundUp(long n) { return (n + 63) / 64 * 64; }

/** Runs loops for some of their points, counted in row-major order. */
void runPoints(const Nest& nest, Lanes& lanes, long from, long to) {
  const long row = nest.points(nest.outerAxes, nest.laneAxes);
  while (from < to) {
    lanes.enter(from / row);
    lanes.start = from % row;
    const long n = std::min({to - from, row - lanes.start, nest.blockLanes});
    lanes.run(Section::block, n);
    from += n;
  }
}

template <class T>
class ProductOf : public Product {
 public:
  ProductOf(Multiplication multiplication, int threads)
      : m(std::move(multiplication)), schedule(gemm::plan<T>(m.problem, threads)) {
    sumsAt = roundUp(schedule.scratchBytes());
    const gemm::Problem& p = m.problem;
    const bool isOwn = m.outMemory == blockMemory;
    lanesAt = sumsAt + (isOwn ? roundUp(schedule.batches * p.rows * p.columns * long(sizeof(T))) : 0);
    lanesBytes = Lanes::bytes(m.left) + Lanes::bytes(m.right) + Lanes::bytes(m.end);
  }

  long scratchBytes() const override { return lanesAt + schedule.workers * lanesBytes; }

  void run(const Blocks& blocks, const Bindings& bindings, char* scratch) const override {
    char* sums = m.outMemory == blockMemory ? scratch + sumsAt : bindings.memory(m.outMemory) + m.outOffset;
    for (int phase = 0; phase < schedule.phases(); phase++)
      inParallel(int(schedule.parts[phase].size()), [&](int part) {
        Worker worker(m, blocks, bindings, sums, scratch + lanesAt + part * lanesBytes);
        gemm::run(schedule, worker.operands, phase, part, part, scratch);
      });
  }

 private:
  /** The loops of one thread, and the operands that call them. */
  struct Worker {
    Worker(const Multiplication& m, const Blocks& blocks, const Bindings& bindings, char* sums, char* memory)
        : m(m),
          left(m.left, blocks, bindings, memory),
          right(m.right, blocks, bindings, memory + Lanes::bytes(m.left)),
          end(m.end, blocks, bindings, memory + Lanes::bytes(m.left) + Lanes::bytes(m.right)) {
      end.block = sums;
      operands.out = reinterpret_cast<T*>(sums);
      operands.context = this;
      if (m.problem.leftGenerated) operands.fillLeft = fillLeft;
      else operands.left = find(left, m.leftPlace);
      if (m.problem.rightGenerated) operands.fillRight = fillRight;
      else operands.right = find(right, m.rightPlace);
      if (m.hasEnd) operands.finish = finish;
    }

    const Multiplication& m;
    Lanes left, right, end;
    gemm::Operands<T> operands;
  };

  static const T* find(Lanes& lanes, int place) {
    lanes.enter(0);
    return reinterpret_cast<const T*>(lanes.place[place]);
  }

  static void fillLeft(void* context, const gemm::Block& b, T* to, gemm::Strides by) {
    Worker& w = *static_cast<Worker*>(context);
    const gemm::Problem& p = w.m.problem;
    fill(w.m.left, w.left, b, p.rows, p.inner, p.left.column == 1, to, by);
  }
  static void fillRight(void* context, const gemm::Block& b, T* to, gemm::Strides by) {
    Worker& w = *static_cast<Worker*>(context);
    const gemm::Problem& p = w.m.problem;
    fill(w.m.right, w.right, b, p.inner, p.columns, p.right.column == 1, to, by);
  }
  /** Generates a block of a matrix of rows × columns, whose loops go along its rows or along its columns. */
  static void fill(const Nest& nest, Lanes& lanes, const gemm::Block& b, long rows, long columns, bool alongRows, T* to,
                   gemm::Strides by) {
    const long slow = alongRows ? b.row : b.column, slows = alongRows ? b.rows : b.columns, step = alongRows ? by.row : by.column;
    const long fast = alongRows ? b.column : b.row, fasts = alongRows ? b.columns : b.rows, length = alongRows ? columns : rows;
    long point = (b.batch * (alongRows ? rows : columns) + slow) * length + fast;
    const bool isWhole = fasts == length && step == length;
    const long runs = isWhole ? 1 : slows, points = isWhole ? slows * fasts : fasts;
    for (long i = 0; i < runs; i++, point += length, to += step) {
      lanes.block = reinterpret_cast<char*>(to - point);
      runPoints(nest, lanes, point, point + points);
    }
  }

  static void finish(void* context, const gemm::Block& b) {
    Worker& w = *static_cast<Worker*>(context);
    const gemm::Problem& p = w.m.problem;
    const bool isWhole = b.columns == p.columns;
    const long runs = isWhole ? 1 : b.rows, points = isWhole ? b.rows * b.columns : b.columns;
    long point = (b.batch * p.rows + b.row) * p.columns + b.column;
    for (long i = 0; i < runs; i++, point += p.columns) runPoints(w.m.end, w.end, point, point + points);
  }

  const Multiplication m;
  const gemm::Schedule<T> schedule;
  long sumsAt, lanesAt, lanesBytes;
};

}  // namespace

std::unique_ptr<Product> makeProduct(Multiplication m, int threads) {
  if (m.dtype == DType::float64) return std::make_unique<ProductOf<double>>(std::move(m), threads);
  return std::make_unique<ProductOf<float>>(std::move(m), threads);
}

}  // namespace needle
