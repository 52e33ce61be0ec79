// Transfers and reductions of blocks against loops over single elements.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <type_traits>

#include "testing.h"

using namespace needle;
using testing::check, testing::next;

namespace {

/** Memory of one dtype, and its lanes. */
template <class M, class L> void testTransfers(const Blocks& blocks, DType dtype) {
  const Transfer& t = blocks.transfer[int(dtype)];
  const auto lane = [&](M x) { return dtype == DType::bool_ ? L(x != 0) : L(x); };
  std::vector<M> memory(10000);
  for (M& x : memory) x = M(next() % 256);
  for (int trial = 0; trial < 400; trial++) {
    const long n = next() % 520;
    const auto stride = [&] { return next() % 4 == 0 ? long(next() % 7) : long(next() % 3) - 1; };
    Grid g{long(next() % 50), long(1 + next() % 40), stride(), stride()};
    if (trial % 5 == 0) g.inner = 1 << 20;
    const auto position = [&](long i) { return (g.start + i) / g.inner * g.outerStride + (g.start + i) % g.inner * g.innerStride; };
    const M* middle = memory.data() + 5000;
    std::vector<L> lanes(n + 1, L(77)), wanted(n + 1, L(77));
    const auto equal = [&](const char* what) { check(lanes == wanted, "%s, dtype %d, n = %ld, grid %ld %ld %ld %ld", what, int(dtype), n, g.start, g.inner, g.innerStride, g.outerStride); };

    for (long i = 0; i < n; i++) wanted[i] = lane(middle[position(i)]);
    t.loadGrid(lanes.data(), middle, g, n);
    equal("loadGrid");
    for (long i = 0; i < n; i++) wanted[i] = lane(middle[i]);
    t.load(lanes.data(), middle, n);
    equal("load");
    std::vector<std::int32_t> indices(n);
    for (std::int32_t& i : indices) i = next() % 1000;
    for (long i = 0; i < n; i++) wanted[i] = lane(middle[indices[i]]);
    t.gather(lanes.data(), middle, indices.data(), n);
    equal("gather");
    std::fill_n(wanted.begin(), n, L(3));
    const L three = 3;
    t.fill(lanes.data(), &three, n);
    equal("fill");

    for (L& x : lanes) x = L(dtype == DType::bool_ ? next() % 2 : next() % 200);
    std::vector<M> to(memory), expected(memory);
    const auto stored = [&](const char* what) { check(to == expected, "%s, dtype %d, n = %ld", what, int(dtype), n); };
    t.store(to.data() + 5000, lanes.data(), n);
    for (long i = 0; i < n; i++) expected[5000 + i] = M(lanes[i]);
    stored("store");
    t.storeGrid(to.data() + 5000, lanes.data(), g, n);
    for (long i = 0; i < n; i++) expected[5000 + position(i)] = M(lanes[i]);
    stored("storeGrid");
    t.scatter(to.data(), lanes.data(), indices.data(), n);
    for (long i = 0; i < n; i++) expected[indices[i]] = M(lanes[i]);
    stored("scatter");
    t.scatterAdd(to.data(), lanes.data(), indices.data(), n);
    for (long i = 0; i < n; i++) expected[indices[i]] = M(expected[indices[i]] + lanes[i]);
    stored("scatterAdd");
  }
}

/** Sums, products, extremes over rows and across blocks. A is what accumulates. */
template <class L, class A> void testFolds(const Blocks& blocks, DType dtype) {
  struct Case {
    Opcode row;
    A (*join)(A, A);
    A start;
  };
  using Limits = std::numeric_limits<A>;
  const bool floats = std::is_floating_point_v<L>;
  const Case cases[] = {
      {Opcode::add, [](A a, A b) { return A(a + b); }, A(5)},
      {Opcode::mul, [](A a, A b) { return A(a * b); }, A(1)},
      {Opcode::maximum, [](A a, A b) { return std::isnan(double(a)) || a > b ? a : b; }, floats ? -Limits::infinity() : Limits::min()},
      {Opcode::minimum, [](A a, A b) { return std::isnan(double(a)) || a < b ? a : b; }, floats ? Limits::infinity() : Limits::max()},
  };
  for (const Case& c : cases) {
    const Fold& fold = blocks.fold[int(c.row)][int(dtype)];
    for (long length : {0, 1, 2, 7, 10, 16, 17, 31, 32, 33, 64, 100, 127, 128, 500})
      for (long rows : {1, 3, 8, 50}) {
        std::vector<L> in(rows * length + 1);
        // near 1 for products; a NaN now and then
        for (L& x : in) x = floats ? (next() % 999 == 0 ? L(NAN) : L(1 + (int(next() % 2001) - 1000) * 1e-5)) : L(next() % 3);
        std::vector<A> found(rows, c.start), wanted(found);
        for (long r = 0; r < rows; r++)
          for (long k = 0; k < length; k++) wanted[r] = c.join(wanted[r], A(in[r * length + k]));
        fold.along(found.data(), in.data(), rows, length);
        const auto compare = [&](const char* way) {
          for (long r = 0; r < rows; r++) {
            const double f = found[r], w = wanted[r];
            const bool good = f == w || (std::isnan(f) && std::isnan(w)) || std::fabs(f - w) <= 1e-12 * std::fabs(w);
            check(good, "%s %s, dtype %d, %ld rows of %ld: %.17g, not %.17g", way, needle::rows[int(c.row)].name, int(dtype), rows, length, f, w);
          }
        };
        compare("along");
        for (long r = 0; r < rows; r++)
          for (long k = 0; k < length; k++) wanted[r] = c.join(wanted[r], A(in[k * rows + r]));
        for (long k = 0; k < length; k++) fold.across(found.data(), in.data() + k * rows, rows);
        compare("across");
      }
  }
}

void testIndices(const Blocks& blocks) {
  std::vector<std::int32_t> lanes(101, 7);
  blocks.ramp(lanes.data(), -5, 3, 100);
  for (long i = 0; i < 100; i++) check(lanes[i] == -5 + 3 * i, "ramp: lane %ld", i);
  check(lanes[100] == 7, "ramp writes too far");
  std::fill(lanes.begin(), lanes.end(), 9);
  check(blocks.firstOutside(lanes.data(), 10, 101) == 101, "all are inside");
  for (std::int32_t wrong : {-1, 10, std::numeric_limits<int>::min()}) {
    lanes[70] = lanes[90] = wrong;
    check(blocks.firstOutside(lanes.data(), 10, 101) == 70, "%d is outside", wrong);
  }
}

} // namespace

int main() {
  return testing::onEveryInstructionSet([](const Blocks& blocks) {
    testTransfers<float, float>(blocks, DType::float32);
    testTransfers<double, double>(blocks, DType::float64);
    testTransfers<std::int32_t, std::int32_t>(blocks, DType::int32);
    testTransfers<std::uint32_t, std::uint32_t>(blocks, DType::uint32);
    testTransfers<std::uint8_t, std::int32_t>(blocks, DType::uint8);
    testTransfers<std::uint8_t, std::int32_t>(blocks, DType::bool_);
    testFolds<float, double>(blocks, DType::float32);
    testFolds<double, double>(blocks, DType::float64);
    testFolds<std::int32_t, std::int32_t>(blocks, DType::int32);
    testFolds<std::uint32_t, std::uint32_t>(blocks, DType::uint32);
    testFolds<std::int32_t, std::int32_t>(blocks, DType::uint8);
    testIndices(blocks);
  });
}
