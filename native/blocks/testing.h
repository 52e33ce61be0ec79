// What the native tests have in common: which instruction sets there are, mistakes, numbers at random.
#pragma once
#include <cstdio>
#include <vector>

#include "blocks.h"

namespace needle::testing {

struct InstructionSet {
  const char* name;
  const Blocks* blocks;
};
/** Those that were compiled and that this processor has. */
inline std::vector<InstructionSet> instructionSets() {
  std::vector<InstructionSet> sets{{"generic", &generic::blocks()}};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back({"avx2", &avx2::blocks()});
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
    sets.push_back({"avx512", &avx512::blocks()});
#endif
  return sets;
}

inline int mistakes = 0;
inline const char* current = "";

/** Prints the first mistakes. */
template <class... Words> void check(bool good, const char* format, Words... words) {
  if (good || ++mistakes > 30) return;
  std::printf("%s: ", current);
  std::printf(format, words...);
  std::printf("\n");
}

/** Runs a test on each; returns what `main` returns. */
template <class Test> int onEveryInstructionSet(Test test) {
  for (const InstructionSet& set : instructionSets()) {
    current = set.name;
    test(*set.blocks);
  }
  std::printf(mistakes == 0 ? "all well\n" : "%d mistakes\n", mistakes);
  return mistakes == 0 ? 0 : 1;
}

/** 32 random bits (xorshift, Marsaglia 2003). */
inline std::uint32_t next() {
  static std::uint32_t state = 1;
  state ^= state << 13;
  state ^= state >> 17;
  return state ^= state << 5;
}

} // namespace needle::testing
