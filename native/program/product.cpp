#include "product.h"

#include <algorithm>
#include <optional>

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

/** The way to an operand that is stored at a place which depends on nothing; else null. */
const Walk* fixedWalk(const Nest& nest) {
  const std::vector<Instruction>& code = nest.section(Section::outer);
  if (code.size() != 1 || code[0].kind != Kind::locate) return nullptr;
  const Walk& walk = nest.walks[code[0].x];
  return walk.outer.empty() && walk.dynamic.empty() ? &walk : nullptr;
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
    left = p.leftGenerated ? nullptr : fixedWalk(m.left);
    right = p.rightGenerated ? nullptr : fixedWalk(m.right);
  }

  long scratchBytes() const override { return lanesAt + schedule.workers * lanesBytes; }

  void run(const Blocks& blocks, const Bindings& bindings, char* scratch) const override {
    char* sums = m.outMemory == blockMemory ? scratch + sumsAt : bindings.memory(m.outMemory) + m.outOffset;
    for (int phase = 0; phase < schedule.phases(); phase++)
      inParallel(int(schedule.parts[phase].size()), [&](int part) {
        Worker worker(*this, blocks, bindings, sums, scratch + lanesAt + part * lanesBytes);
        gemm::run(schedule, worker.operands, phase, part, part, scratch);
      });
  }

 private:
  /** The loops of one thread, as far as there is something to do for them, and the operands that call them. */
  struct Worker {
    Worker(const ProductOf& product, const Blocks& blocks, const Bindings& bindings, char* sums, char* memory) : m(product.m) {
      char *rightMemory = memory + Lanes::bytes(m.left), *endMemory = rightMemory + Lanes::bytes(m.right);
      operands.out = reinterpret_cast<T*>(sums);
      operands.context = this;
      if (product.left != nullptr) operands.left = at(*product.left, bindings);
      else if (left.emplace(m.left, blocks, bindings, memory); m.problem.leftGenerated) operands.fillLeft = fillLeft;
      else operands.left = find(*left, m.leftPlace);
      if (product.right != nullptr) operands.right = at(*product.right, bindings);
      else if (right.emplace(m.right, blocks, bindings, rightMemory); m.problem.rightGenerated) operands.fillRight = fillRight;
      else operands.right = find(*right, m.rightPlace);
      if (!m.hasEnd) return;
      end.emplace(m.end, blocks, bindings, endMemory);
      end->block = sums;
      operands.finish = finish;
    }

    const Multiplication& m;
    std::optional<Lanes> left, right, end;
    gemm::Operands<T> operands;
  };

  static const T* at(const Walk& walk, const Bindings& bindings) {
    return reinterpret_cast<const T*>(bindings.memory(walk.memory) + walk.offset);
  }
  static const T* find(Lanes& lanes, int place) {
    lanes.enter(0);
    return reinterpret_cast<const T*>(lanes.place[place]);
  }

  static void fillLeft(void* context, const gemm::Block& b, T* to, gemm::Strides by) {
    Worker& w = *static_cast<Worker*>(context);
    const gemm::Problem& p = w.m.problem;
    fill(w.m.left, *w.left, b, p.rows, p.inner, p.left.column == 1, to, by);
  }
  static void fillRight(void* context, const gemm::Block& b, T* to, gemm::Strides by) {
    Worker& w = *static_cast<Worker*>(context);
    const gemm::Problem& p = w.m.problem;
    fill(w.m.right, *w.right, b, p.inner, p.columns, p.right.column == 1, to, by);
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
    for (long i = 0; i < runs; i++, point += p.columns) runPoints(w.m.end, *w.end, point, point + points);
  }

  const Multiplication m;
  const gemm::Schedule<T> schedule;
  long sumsAt, lanesAt, lanesBytes;
  const Walk *left, *right;
};

}  // namespace

std::unique_ptr<Product> makeProduct(Multiplication m, int threads) {
  if (m.dtype == DType::float64) return std::make_unique<ProductOf<double>>(std::move(m), threads);
  return std::make_unique<ProductOf<float>>(std::move(m), threads);
}

}  // namespace needle
