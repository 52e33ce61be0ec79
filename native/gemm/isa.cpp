// Picks the kernels of the best instruction set that the processor has.
#include <cstring>
#include "kernels.h"

namespace needle::gemm {
namespace {

struct InstructionSet {
  const char* name;
  const Kernels<float>* float32;
  const Kernels<double>* float64;
};

std::vector<InstructionSet> available() {
  std::vector<InstructionSet> sets;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    sets.push_back({"avx512", &avx512::float32, &avx512::float64});
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    sets.push_back({"avx2", &avx2::float32, &avx2::float64});
#endif
  sets.push_back({"generic", &generic::float32, &generic::float64});
  return sets;
}

InstructionSet& current() {
  static InstructionSet chosen = available().front();
  return chosen;
}

}  // namespace

template <>
const Kernels<float>& kernels() {
  return *current().float32;
}
template <>
const Kernels<double>& kernels() {
  return *current().float64;
}

std::vector<const char*> instructionSets() {
  std::vector<const char*> names;
  for (const InstructionSet& set : available()) names.push_back(set.name);
  return names;
}

bool useInstructionSet(const char* name) {
  for (const InstructionSet& set : available())
    if (std::strcmp(set.name, name) == 0) {
      current() = set;
      return true;
    }
  return false;
}

}  // namespace needle::gemm
