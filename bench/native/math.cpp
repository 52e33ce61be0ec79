// Nanoseconds per element of every function of the scalar table, on blocks of 512 that stay in the first cache.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "../../native/blocks/testing.h"

using namespace needle;

namespace {

constexpr long n = 512;

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/** The best of some rounds of calls. */
template <class Call> double nanoseconds(Call call) {
  double best = 1e9;
  for (int round = 0; round < 7; round++) {
    const int calls = 200;
    const double began = seconds();
    for (int i = 0; i < calls; i++) call();
    best = std::min(best, (seconds() - began) / calls / n * 1e9);
  }
  return best;
}

/** Numbers that most functions are defined for. */
void fill(DType dtype, char* lanes) {
  for (long i = 0; i < n; i++) {
    const double x = 0.05 + 0.9 * double(i) / n;
    const auto put = [&](auto value) { std::memcpy(lanes + i * sizeof value, &value, sizeof value); };
    if (dtype == DType::float32) put(float(x * 4));
    else if (dtype == DType::float64) put(x * 4);
    else put(std::int32_t(dtype == DType::bool_ ? i % 2 : 1 + i % 7));
  }
}

} // namespace

int main(int count, char** words) {
  const std::string only = count > 1 ? words[1] : "";
  const char* names[] = {"bool", "uint8", "int32", "uint32", "float32", "float64"};
  for (const auto& set : testing::instructionSets())
    for (DType dtype : {DType::float32, DType::float64, DType::int32, DType::uint32}) {
      std::printf("\n%s %s\n", set.name, names[int(dtype)]);
      for (int opcode = 0; opcode < opcodeCount; opcode++) {
        const Row& row = rows[opcode];
        const Signature& s = row.signatures[int(dtype)];
        if (s.result == DType::none || (!only.empty() && only != row.name)) continue;
        std::vector<char> in[3], out(n * 8 + 64);
        for (int k = 0; k < 3; k++) {
          in[k].resize(n * 8 + 64 * (k + 1)); // not all at the same place of a page
          if (k < row.arguments) fill(s.arguments[k], in[k].data());
        }
        const auto f = set.blocks->map[opcode][int(dtype)][0];
        const double time = nanoseconds([&] { f(out.data(), in[0].data(), in[1].data(), in[2].data(), n); });
        std::printf("%12s %7.3f", row.name, time);
        if (row.arguments == 2) { // a constant on the right
          const auto g = set.blocks->map[opcode][int(dtype)][2];
          std::printf("   with a constant %7.3f", nanoseconds([&] { g(out.data(), in[0].data(), in[1].data(), nullptr, n); }));
        }
        std::printf("\n");
        std::fflush(stdout);
      }
      for (int opcode = 0; opcode < opcodeCount && only.empty(); opcode++) {
        const Fold& fold = set.blocks->fold[opcode][int(dtype)];
        if (fold.along == nullptr) continue;
        std::vector<char> in(n * 8);
        double accumulators[n] = {};
        fill(dtype, in.data());
        std::printf("  fold %-8s", rows[opcode].name);
        for (long length : {512, 100, 32, 10})
          std::printf(" rows of %ld: %.3f", length, nanoseconds([&] { fold.along(accumulators, in.data(), n / length, length); }));
        std::printf(" across: %.3f\n", nanoseconds([&] { fold.across(accumulators, in.data(), n); }));
      }
    }
}
