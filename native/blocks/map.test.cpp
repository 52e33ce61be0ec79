// The table of block functions against plain loops over its own parts: every variant of every function must agree with the
// function of one value, write nothing else, and allow its result to be an operand. And values that only JavaScript has
// that way.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "testing.h"

using namespace needle;
using testing::check, testing::next;

namespace {

long laneBytes(DType dtype) { return dtype == DType::float64 ? 8 : 4; }

/** A block with room around it, which must stay as it is. */
struct Block {
  std::vector<char> bytes;
  char* lanes;
  explicit Block(DType dtype, long n) : bytes((n + 8) * laneBytes(dtype), '\x55'), lanes(bytes.data() + 4 * laneBytes(dtype)) {}
};

/** A value such as tests need them: small, special, or any. */
void put(DType dtype, void* lane) {
  const float special[] = {0, -0.0f, 1, -1, 0.5f, -2.5f, 3e9f, -3e9f, 1e-40f, 1e30f, HUGE_VALF, -HUGE_VALF, NAN};
  const std::int32_t whole[] = {0, 1, -1, 2, 7, -8, 31, 255, 65537, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()};
  const std::uint32_t r = next();
  const float x = r % 4 == 0 ? special[r / 4 % std::size(special)] : float(int(r)) * 0x1p-28f;
  const std::int32_t i = r % 2 == 0 ? whole[r / 4 % std::size(whole)] : std::int32_t(next());
  const auto set = [&](auto value) { std::memcpy(lane, &value, sizeof value); };
  switch (dtype) {
    case DType::float32: return set(x);
    case DType::float64: return set(double(x));
    case DType::uint8: return set(i & 255);
    case DType::bool_: return set(i & 1);
    default: set(i);
  }
}

/** Equal, but for the last places of floats: a compiler fuses products and sums as it likes. */
bool same(DType dtype, const char* a, const char* b) {
  double x = 0, y = 0;
  if (dtype == DType::float64) {
    std::memcpy(&x, a, 8);
    std::memcpy(&y, b, 8);
  } else if (dtype == DType::float32) {
    float f, g;
    std::memcpy(&f, a, 4);
    std::memcpy(&g, b, 4);
    x = f;
    y = g;
  } else {
    return std::memcmp(a, b, 4) == 0;
  }
  const double eps = dtype == DType::float64 ? 0x1p-50 : 0x1p-21;
  return x == y ? std::signbit(x) == std::signbit(y) : std::isnan(x) ? std::isnan(y) : std::fabs(x - y) <= eps * std::fabs(x) + 1e-44;
}

void testMap(const Blocks& blocks, int opcode, DType dtype) {
  const Row& row = rows[opcode];
  const Signature& s = row.signatures[int(dtype)];
  const auto& variants = blocks.map[opcode][int(dtype)];
  check((variants[0] != nullptr) == (s.result != DType::none), "%s: function of dtype %d", row.name, int(dtype));
  if (variants[0] == nullptr) return;
  for (long n : {0, 1, 3, 8, 15, 16, 17, 33, 67, 256}) {
    std::vector<Block> in;
    for (int k = 0; k < row.arguments; k++) {
      in.emplace_back(s.arguments[k], n);
      for (long i = 0; i < std::max(n, 1L); i++) put(s.arguments[k], in[k].lanes + i * laneBytes(s.arguments[k]));
    }
    for (int singles = 0; singles < (row.arguments == 1 ? 1 : (1 << row.arguments) - 1); singles++) {
      const long bytes = laneBytes(s.result);
      const auto operand = [&](int k, long i) -> const char* {
        if (k >= row.arguments) return nullptr;
        return in[k].lanes + ((singles >> k & 1) != 0 ? 0 : i) * laneBytes(s.arguments[k]);
      };
      Block out(s.result, n), wanted(s.result, n);
      for (long i = 0; i < n; i++) variants[0](wanted.lanes + i * bytes, operand(0, i), operand(1, i), operand(2, i), 1);
      variants[singles](out.lanes, operand(0, 0), operand(1, 0), operand(2, 0), n);
      for (std::size_t at = 0; at < out.bytes.size(); at += bytes)
        check(same(s.result, &out.bytes[at], &wanted.bytes[at]), "%s, dtype %d, variant %d, n = %ld: lane %ld", row.name, int(dtype), singles, n, long(at / bytes) - 4);
      for (int k = 0; k < row.arguments; k++) // in place of an operand
        if ((singles >> k & 1) == 0 && laneBytes(s.arguments[k]) == bytes) {
          Block place = in[k];
          place.lanes = place.bytes.data() + 4 * bytes;
          const char* from[] = {operand(0, 0), operand(1, 0), operand(2, 0)};
          from[k] = place.lanes;
          variants[singles](place.lanes, from[0], from[1], from[2], n);
          check(std::memcmp(place.lanes, out.lanes, n * bytes) == 0, "%s, dtype %d, variant %d, n = %ld: in place of operand %d", row.name, int(dtype), singles, n, k);
        }
    }
  }
}

/** One value of a row. */
template <class R, class T> R call(const Blocks& blocks, Opcode opcode, DType dtype, T a, T b = {}) {
  R result;
  blocks.map[int(opcode)][int(dtype)][0](&result, &a, &b, nullptr, 1);
  return result;
}

void testMeanings(const Blocks& blocks) {
  const auto casts = [&](Opcode to, DType from, auto x, auto wanted) {
    const auto found = call<decltype(wanted)>(blocks, to, from, x);
    check(found == wanted, "cast %s of %g: %g, not %g", rows[int(to)].name, double(x), double(found), double(wanted));
  };
  // floats to integers: the whole part modulo 2³²
  for (const auto& [x, wanted] : std::vector<std::pair<double, std::int32_t>>{{2147483648.0, -2147483648}, {2147483648.5, -2147483648}, {-2147483649.0, 2147483647}, {-2147483648.9, -2147483648}, {4294967295.0, -1}, {4294967296.0, 0}, {-1.9, -1}, {1e20, 1661992960}, {-1e20, -1661992960}, {0x1.fp60, 0}, {1e300, 0}, {HUGE_VAL, 0}, {NAN, 0}}) {
    casts(Opcode::int32, DType::float64, x, wanted);
    casts(Opcode::uint32, DType::float64, x, std::uint32_t(wanted));
    casts(Opcode::uint8, DType::float64, x, wanted & 255);
    if (double(float(x)) == x || x != x) casts(Opcode::int32, DType::float32, float(x), wanted);
  }
  casts(Opcode::bool_, DType::float32, NAN, 1);
  casts(Opcode::bool_, DType::float32, -0.0f, 0);
  casts(Opcode::float32, DType::uint32, 4294967295u, 4294967296.0f);
  casts(Opcode::float64, DType::uint32, 4294967295u, 4294967295.0);

  const auto ints = [&](Opcode opcode, int a, int b, int wanted) {
    const int found = call<int>(blocks, opcode, DType::int32, a, b);
    check(found == wanted, "%s(%d, %d) is %d, not %d", rows[int(opcode)].name, a, b, found, wanted);
  };
  const int least = std::numeric_limits<int>::min();
  ints(Opcode::pow, 3, 4, 81);
  ints(Opcode::pow, -3, 3, -27);
  ints(Opcode::pow, 2, 31, least);
  ints(Opcode::pow, 2, 32, 0);
  ints(Opcode::pow, 2, -1, 0);
  ints(Opcode::pow, -1, -3, -1);
  ints(Opcode::pow, 0, 0, 1);
  ints(Opcode::pow, 0, -1, 0);
  for (const auto& [a, b, quotient, rest] : {std::array{7, 2, 3, 1}, {-7, 2, -4, -1}, {7, -2, -4, 1}, {-7, -2, 3, -1}, {5, 0, 0, 0}, {least, -1, least, 0}}) {
    ints(Opcode::floorDivide, a, b, quotient);
    ints(Opcode::fmod, a, b, rest);
  }
  for (const auto& [a, by, left, right] : {std::array{-5, 1, -10, -3}, {3, 31, least, 0}, {-1, 32, 0, -1}, {-1, -1, 0, -1}, {6, 33, 0, 0}}) {
    ints(Opcode::bitwiseLeftShift, a, by, left);
    ints(Opcode::bitwiseRightShift, a, by, right);
  }
  ints(Opcode::abs, least, 0, least);
  ints(Opcode::neg, least, 0, least);
  ints(Opcode::mul, 65537, 65537, 131073);
  check(call<int>(blocks, Opcode::sub, DType::uint8, 3, 5) == 254, "bytes wrap");
  check(call<int>(blocks, Opcode::lt, DType::uint32, 1u, 4294967295u) == 1, "uint32 has no sign");

  const auto floats = [&](Opcode opcode, float a, float b, float wanted) {
    const float found = call<float>(blocks, opcode, DType::float32, a, b);
    const bool good = std::isnan(wanted) ? std::isnan(found) : found == wanted && std::signbit(found) == std::signbit(wanted);
    check(good, "%s(%g, %g) is %g, not %g", rows[int(opcode)].name, a, b, found, wanted);
  };
  for (const auto& [a, b] : std::vector<std::pair<float, float>>{{0, -0.0f}, {-0.0f, 0}}) {
    floats(Opcode::maximum, a, b, 0);
    floats(Opcode::minimum, a, b, -0.0f);
  }
  for (float x : {0.0f, 1.0f, -HUGE_VALF, NAN})
    for (Opcode opcode : {Opcode::maximum, Opcode::minimum}) {
      floats(opcode, NAN, x, NAN);
      floats(opcode, x, NAN, NAN);
    }
  floats(Opcode::sign, -0.0f, 0, -0.0f);
  floats(Opcode::sign, NAN, 0, NAN);
  floats(Opcode::pow, 1, NAN, NAN);
  floats(Opcode::pow, -1, HUGE_VALF, NAN);

  // threefry: recorded from src/ir/threefry.ts
  const std::uint32_t key0 = 1, key1 = 0xdeadbeef, counters[] = {0, 1, 4294967295};
  std::uint32_t random[3];
  blocks.map[int(Opcode::threefry)][int(DType::uint32)][3](random, &key0, &key1, counters, 3);
  check(random[0] == 1493496592 && random[1] == 3600350802 && random[2] == 1930480535, "threefry: %u %u %u", random[0], random[1], random[2]);
  check(call<float>(blocks, Opcode::unit, DType::uint32, 4294967295u) == 1 - 0x1p-24f, "unit");
}

} // namespace

int main() {
  return testing::onEveryInstructionSet([](const Blocks& blocks) {
    for (int opcode = 0; opcode < opcodeCount; opcode++)
      for (int dtype = 0; dtype < dtypeCount; dtype++) testMap(blocks, opcode, DType(dtype));
    testMeanings(blocks);
  });
}
