// Numbers → Program. They come from our own encoder, so they are trusted; the order is that of src/codegen/program/encode.ts.
#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>
#include <string>

#include "../pool/pool.h"
#include "product.h"

namespace needle {
namespace {

class Reader {
 public:
  Reader(const double* numbers, long length) : at(numbers), end(numbers + length) {}
  double number() {
    if (at == end) throw std::runtime_error("the program ends too early");
    return *at++;
  }
  long integer() { return static_cast<long>(number()); }
  template <class T>
  T as() {
    return static_cast<T>(integer());
  }
  /** Its length, then its items. */
  template <class Item>
  auto list(Item item) {
    std::vector<decltype(item())> items(integer());
    for (auto& i : items) i = item();
    return items;
  }
  bool isDone() const { return at == end; }

 private:
  const double* at;
  const double* end;
};

Walk readWalk(Reader& r) {
  const auto term = [&] {
    const int index = r.as<int>();
    return Term{index, r.integer()};
  };
  const auto stride = [&] {
    const long count = r.integer();
    return Stride{count, r.integer()};
  };
  Walk walk;
  walk.memory = r.as<int>();
  walk.offset = r.integer();
  walk.unit = r.integer();
  walk.outer = r.list(term);
  walk.dynamic = r.list(term);
  walk.lanes = r.list(stride);
  walk.inner = r.integer() != 0;
  return walk;
}

Instruction readInstruction(Reader& r, const Blocks& blocks) {
  Instruction i;
  i.kind = r.as<Kind>();
  i.d = r.as<int>();
  i.a = r.as<int>();
  i.b = r.as<int>();
  i.c = r.as<int>();
  i.x = r.integer();
  i.dtype = r.as<int>();
  i.z = r.as<int>();
  i.function = i.kind == Kind::call ? blocks.map[i.x][i.dtype][i.z] : nullptr;
  if (i.kind == Kind::call && i.function == nullptr)
    throw std::runtime_error(std::string("there is no function for ") + rows[i.x].name);
  return i;
}

Accumulator readAccumulator(Reader& r, const Blocks& blocks) {
  Accumulator a;
  a.place = r.as<int>();
  a.empty = r.as<int>();
  const int joins = r.as<int>();
  a.dtype = r.as<DType>();
  a.join = blocks.fold[joins][static_cast<int>(a.dtype)].across;
  return a;
}

Nest readNest(Reader& r, const Blocks& blocks) {
  Nest nest;
  nest.work = r.number();
  for (int* count : {&nest.outerAxes, &nest.laneAxes, &nest.turnAxes, &nest.innerAxes}) {
    const std::vector<long> sizes = r.list([&] { return r.integer(); });
    nest.sizes.insert(nest.sizes.end(), sizes.begin(), sizes.end());
    *count = static_cast<int>(sizes.size());
  }
  nest.reduction = r.as<Reduction>();
  nest.blockLanes = r.integer();
  nest.innerLanes = r.integer();
  nest.splits = r.integer();
  nest.registerBytes = r.list([&] { return r.integer(); });
  nest.pointers = r.as<int>();
  nest.constants = r.list([&] {
    const DType dtype = r.as<DType>();
    return toLane(r.number(), dtype);
  });
  nest.numbers = r.list([&] {
    const DType dtype = r.as<DType>();
    return Number{dtype, r.as<int>()};
  });
  nest.walks = r.list([&] { return readWalk(r); });
  nest.accumulators = r.list([&] { return readAccumulator(r, blocks); });
  for (auto& section : nest.sections) {
    section = r.list([&] { return readInstruction(r, blocks); });
    for (const Instruction& i : section) nest.streams |= i.kind == Kind::store && i.z != 0;
  }
  return nest;
}

Multiplication readMultiplication(Reader& r, const Blocks& blocks) {
  Multiplication m;
  m.dtype = r.as<DType>();
  gemm::Problem& p = m.problem;
  for (long* number : {&p.rows, &p.columns, &p.inner, &p.left.row, &p.left.column, &p.right.row, &p.right.column, &p.outRow})
    *number = r.integer();
  p.batchAxes = r.as<int>();
  for (int i = 0; i < p.batchAxes; i++)
    for (long* number : {&p.batch[i].size, &p.batch[i].left, &p.batch[i].right, &p.batch[i].out}) *number = r.integer();
  p.leftGenerated = r.integer() != 0;
  p.rightGenerated = r.integer() != 0;
  m.leftPlace = r.as<int>();
  m.rightPlace = r.as<int>();
  m.outMemory = r.as<int>();
  m.outOffset = r.integer();
  m.left = readNest(r, blocks);
  m.right = readNest(r, blocks);
  m.hasEnd = r.integer() != 0;
  if (m.hasEnd) m.end = readNest(r, blocks);
  return m;
}

Step readStep(Reader& r, const Blocks& blocks) {
  Step step;
  step.guarded = r.integer() != 0;
  step.zeroed = r.list([&] {
    const int memory = r.as<int>();
    const long offset = r.integer();
    return Step::Range{memory, offset, r.integer()};
  });
  const bool isProduct = r.integer() != 0;
  if (isProduct)
    step.product = makeProduct(readMultiplication(r, blocks), Pool::shared().threads());
  else
    step.nest = readNest(r, blocks);
  return step;
}

/** Modulo 2³², of the whole part. */
std::uint32_t wrap(double value) {
  if (!std::isfinite(value)) return 0;
  const double rest = std::fmod(std::trunc(value), 4294967296.0);
  return static_cast<std::uint32_t>(rest < 0 ? rest + 4294967296.0 : rest);
}

}  // namespace

Lane toLane(double value, DType dtype) {
  Lane lane{};
  switch (dtype) {
    case DType::float32: lane.f32 = static_cast<float>(value); break;
    case DType::float64: lane.f64 = value; break;
    case DType::bool_: lane.i32 = value != 0; break;
    case DType::uint8: lane.u32 = wrap(value) & 255; break;
    case DType::int32:
    case DType::uint32: lane.u32 = wrap(value); break;
    case DType::none: break;
  }
  return lane;
}

Step::Step() = default;
Step::Step(Step&&) = default;
Step& Step::operator=(Step&&) = default;
Step::~Step() = default;

AlignedMemory allocate(long bytes) {
  AlignedMemory memory(static_cast<char*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)));
  if (!memory) throw std::bad_alloc();
  return memory;
}

Program read(const double* numbers, long length, const Blocks& blocks) {
  Reader r(numbers, length);
  Program program;
  program.steps = r.list([&] { return readStep(r, blocks); });
  if (!r.isDone()) throw std::runtime_error("the program is longer than it says");
  long scratch = 0;
  for (const Step& step : program.steps)
    if (step.product) scratch = std::max(scratch, step.product->scratchBytes());
  if (scratch > 0) program.scratch = allocate(scratch);
  return program;
}

}  // namespace needle
