#include "detect.h"

#include <cstdlib>
#include <string_view>

namespace needle {
namespace {

struct Set {
  const char* name;
  const Blocks& (*blocks)();
};

Set choose() {
#if defined(__x86_64__)
  const char* text = std::getenv("NEEDLE_CPU");
  const std::string_view most = text == nullptr ? "avx512" : text;
  const bool has2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  const bool has512 = has2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  if (has512 && most == "avx512") return {"avx512", avx512::blocks};
  if (has2 && most != "generic") return {"avx2", avx2::blocks};
#endif
  return {"generic", generic::blocks};
}

const Set& chosen() {
  static const Set set = choose();
  return set;
}

}  // namespace

const Blocks& blocks() { return chosen().blocks(); }
const char* instructionSet() { return chosen().name; }

}  // namespace needle
