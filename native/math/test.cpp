// The functions of the scalar table against the C library in higher precision, on every instruction set of this machine.
// float32 is compared with double, float64 with long double; all arguments of float32 with --all, else a sample that has
// every exponent, zeros, infinities and NaN. Prints the largest errors and exits with 1 where one is too large.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "../blocks/testing.h"

using namespace needle;

namespace {

/** What is known of a row: its values, and how many units of the last place it may be off. */
struct Known {
  const char* name;
  long double (*wide)(long double);
  double (*value)(double);
  double most = 2, most64 = most;
};
#define KNOWN(name, f, ...) \
  { name, [](long double x) { return (long double)(f(x)); }, [](double x) { return double(f(x)); }, ##__VA_ARGS__ }
template <class T> T signOf(T x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
const Known known[] = {
    KNOWN("neg", -, 0),
    KNOWN("abs", std::fabs, 0),
    KNOWN("sign", signOf, 0),
    KNOWN("floor", std::floor, 0),
    KNOWN("ceil", std::ceil, 0),
    KNOWN("round", std::rint, 0),
    KNOWN("sqrt", std::sqrt, 0.51),
    KNOWN("exp", std::exp),
    KNOWN("expm1", std::expm1),
    KNOWN("log", std::log),
    KNOWN("log2", std::log2),
    KNOWN("log1p", std::log1p),
    KNOWN("sin", std::sin),
    KNOWN("cos", std::cos),
    KNOWN("tanh", std::tanh),
    KNOWN("atan", std::atan),
    KNOWN("erf", std::erf),
    KNOWN("erfc", std::erfc, 2, 4),
};

const std::vector<testing::InstructionSet> sets = testing::instructionSets();

/** The distance in units of the last place of T; what is too large for T counts as the next power of two. */
template <class T, class Wide> double error(T found, Wide wanted) {
  using Limits = std::numeric_limits<T>;
  const bool zero = wanted == 0;
  if (std::isnan(wanted) || std::isnan(found)) return std::isnan(wanted) && std::isnan(found) ? 0 : HUGE_VAL;
  if (found == T(wanted)) return zero && std::signbit(found) != std::signbit(wanted) ? HUGE_VAL : 0;
  const Wide above = std::ldexp(Wide(1), Limits::max_exponent);
  const auto bounded = [&](Wide x) { return std::isinf(x) ? std::copysign(above, x) : x; };
  int exponent;
  std::frexp(bounded(Wide(T(wanted))), &exponent);
  const int place = std::max(exponent - Limits::digits, Limits::min_exponent - Limits::digits);
  return double(std::fabs(bounded(found) - bounded(wanted)) / std::ldexp(Wide(1), zero ? Limits::min_exponent - Limits::digits : place));
}

struct Worst {
  double error = 0, at = 0, at2 = 0, found = 0;
  void see(double e, double x, double y, double value) {
    if (e > error) *this = {e, x, y, value};
  }
};

constexpr long blockSize = 4096;

/** One block on all instruction sets. `in` may be changed by nobody; b is null for functions of one argument. */
template <class T, class Wide>
void compare(int opcode, DType dtype, const T* a, const T* b, const Wide* wanted, std::vector<Worst>& worst) {
  std::vector<T> found(blockSize);
  for (std::size_t s = 0; s < sets.size(); s++) {
    sets[s].blocks->map[opcode][int(dtype)][0](found.data(), a, b, nullptr, blockSize);
    for (long i = 0; i < blockSize; i++) worst[s].see(error(found[i], wanted[i]), a[i], b ? b[i] : 0, found[i]);
  }
}

template <class T, class Bits> T fromBits(Bits bits) {
  T x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/** Numbers of all sizes and the ends of all ranges, for functions of two arguments. */
std::vector<double> corners() {
  std::vector<double> list{0, 0x1p-149, 0x1p-127, 0x1p-126, 0.3, 0.5, 1 - 0x1p-24, 1, 1 + 0x1p-23, 1.5, 2, 2.5, 3, 31, 32,
                           127, 128, 149, 150, 0x1.fffffep22, 0x1.000002p23, 0x1.fffffep23, 0x1p24, 1e30, 0x1.fffffep127, HUGE_VAL};
  for (std::size_t i = 0, n = list.size(); i < n; i++) list.push_back(-list[i]);
  list.push_back(NAN);
  return list;
}

bool report(const std::string& name, const std::vector<Worst>& worst, double most) {
  bool good = true;
  for (std::size_t s = 0; s < sets.size(); s++) {
    const Worst& w = worst[s];
    const bool fits = w.error <= most;
    good &= fits;
    std::printf("%-16s %-8s %6.3f ulp at %a, %a: %a%s\n", name.c_str(), sets[s].name, w.error, w.at, w.at2, w.found, fits ? "" : "  TOO MUCH");
  }
  std::fflush(stdout);
  return good;
}

/** Bits first, first + step … below 2³². */
void sweep(const Known& k, int opcode, std::uint64_t first, std::uint64_t step, std::vector<Worst>& worst) {
  std::vector<float> in(blockSize);
  std::vector<double> wanted(blockSize);
  for (std::uint64_t bits = first; bits < 1ull << 32;) {
    for (long i = 0; i < blockSize; i++, bits += step) in[i] = fromBits<float>(std::uint32_t(bits));
    for (long i = 0; i < blockSize; i++) wanted[i] = k.value(in[i]);
    compare<float, double>(opcode, DType::float32, in.data(), nullptr, wanted.data(), worst);
  }
}

bool testFloat32(const Known& k, int opcode, bool all) {
  const unsigned threads = all ? std::max(1u, std::thread::hardware_concurrency()) : 1;
  std::vector<std::vector<Worst>> worst(threads, std::vector<Worst>(sets.size()));
  std::vector<std::thread> workers;
  // an odd step goes through all mantissas; steps of 2²³ and 2²² stay at the first of each exponent, and infinity
  for (unsigned t = 0; t < threads; t++)
    workers.emplace_back([&, t] { sweep(k, opcode, t, all ? threads : 4099, worst[t]); });
  for (auto& w : workers) w.join();
  if (!all)
    for (std::uint64_t near : {0, 1, 0x7fffff}) sweep(k, opcode, near, 1 << 22, worst[0]);
  for (unsigned t = 1; t < threads; t++)
    for (std::size_t s = 0; s < sets.size(); s++)
      if (worst[t][s].error > worst[0][s].error) worst[0][s] = worst[t][s];
  return report(std::string(k.name) + " float32", worst[0], k.most);
}

std::uint64_t next(std::uint64_t& state) { // a Weyl sequence, mixed
  std::uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

bool testFloat64(const Known& k, int opcode, long blockCount) {
  std::vector<Worst> worst(sets.size());
  std::vector<double> in(blockSize);
  std::vector<long double> wanted(blockSize);
  std::uint64_t state = 1;
  const std::vector<double> special = corners();
  for (long block = 0; block < blockCount; block++) {
    for (long i = 0; i < blockSize; i++) {
      // half of them of all sizes, half of sizes around 1
      const std::uint64_t bits = next(state);
      in[i] = i % 2 == 0 ? fromBits<double>(bits) : std::ldexp(fromBits<double>((bits & 0x800fffffffffffff) | 0x3ff0000000000000), int(bits >> 52) % 24 - 14);
      if (block == 0 && i < long(special.size())) in[i] = special[i];
    }
    for (long i = 0; i < blockSize; i++) wanted[i] = k.wide(in[i]);
    compare<double, long double>(opcode, DType::float64, in.data(), nullptr, wanted.data(), worst);
  }
  return report(std::string(k.name) + " float64", worst, k.most64);
}

/** The same for functions of two arguments, as JavaScript means them. */
struct KnownPair {
  const char* name;
  long double (*value)(long double, long double);
  double most;
};
long double power(long double a, long double b) {
  if (std::isnan(b) || (std::fabs(a) == 1 && std::isinf(b))) return NAN; // C says 1
  return std::pow(a, b);
}
long double rest(long double a, long double b) { return std::fmod(a, b); }
long double floorDivide(long double wideA, long double wideB) { // its meaning has the roundings of double
  const double a = double(wideA), b = double(wideB), rest = std::fmod(a, b), quotient = (a - rest) / b;
  if (b == 0) return a / b;
  return std::rint(rest != 0 && (rest < 0) != (b < 0) ? quotient - 1 : quotient);
}
const KnownPair pairs[] = {{"pow", power, 2}, {"fmod", rest, 0}, {"floorDivide", floorDivide, 0.51}};

template <class T> bool testPair(const KnownPair& k, int opcode, DType dtype, long blockCount) {
  std::vector<Worst> worst(sets.size());
  std::vector<T> a(blockSize), b(blockSize);
  std::vector<long double> wanted(blockSize);
  std::uint64_t state = 2;
  const std::vector<double> special = corners();
  for (long i = 0; i < blockCount * blockSize; i++) {
    const std::size_t s = i;
    T& x = a[i % blockSize];
    T& y = b[i % blockSize];
    x = fromBits<float>(std::uint32_t(next(state))); // of any size
    const double spread = double(next(state)) * 0x1p-63 - 1;
    if (s < special.size() * special.size()) {
      x = T(special[s / special.size()]);
      y = T(special[s % special.size()]);
    } else if (i % 3 == 0) {
      y = T(std::rint(spread * 40));
    } else if (i % 3 == 1) { // a power of every size
      y = T(spread * 160 / std::fabs(std::log2(std::fabs(x)) + 1e-9));
    } else { // a quotient of every size
      y = T(x * std::exp2(spread * 40));
    }
    if ((i + 1) % blockSize != 0) continue;
    for (long j = 0; j < blockSize; j++) wanted[j] = k.value(a[j], b[j]);
    compare<T, long double>(opcode, dtype, a.data(), b.data(), wanted.data(), worst);
  }
  return report(std::string(k.name) + (dtype == DType::float32 ? " float32" : " float64"), worst, k.most);
}

} // namespace

int main(int count, char** words) {
  const bool all = count > 1 && std::string(words[1]) == "--all";
  const std::string only = count > 1 && !all ? words[1] : count > 2 ? words[2] : "";
  bool good = true;
  for (int opcode = 0; opcode < opcodeCount; opcode++) {
    const Row& row = rows[opcode];
    const auto floats = [&](DType d) { return row.signatures[int(d)].result == d; };
    if (row.arguments != 1 || !floats(DType::float32) || !floats(DType::float64)) continue;
    if (!only.empty() && only != row.name) continue;
    const Known* k = nullptr;
    for (const Known& candidate : known)
      if (std::string(candidate.name) == row.name) k = &candidate;
    if (k == nullptr) {
      std::printf("%s: what it should be is not known; add it to the list in native/math/test.cpp\n", row.name);
      good = false;
      continue;
    }
    good &= testFloat32(*k, opcode, all);
    good &= testFloat64(*k, opcode, all ? 10000 : 100);
  }
  for (const KnownPair& k : pairs)
    for (int opcode = 0; opcode < opcodeCount; opcode++)
      if (std::string(k.name) == rows[opcode].name && (only.empty() || only == k.name)) {
        good &= testPair<float>(k, opcode, DType::float32, all ? 100000 : 200);
        good &= testPair<double>(k, opcode, DType::float64, all ? 10000 : 100);
      }
  return good ? 0 : 1;
}
