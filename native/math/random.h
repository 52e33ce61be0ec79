// Random bits by counter, bit for bit those of src/ir/threefry.ts.
#pragma once
#include "lanes.h"

namespace needle::NEEDLE_ISA {

/** Threefry-2x32 with 20 rounds, first word (Salmon, Moraes, Dror & Shaw 2011). */
inline std::uint32_t threefry(std::uint32_t key0, std::uint32_t key1, std::uint32_t counter) {
  constexpr int rotations[] = {13, 15, 26, 6, 17, 29, 16, 24};
  const std::uint32_t keys[] = {key0, key1, key0 ^ key1 ^ 0x1bd11bdau};
  std::uint32_t x = counter + keys[0], y = keys[1];
#pragma GCC unroll 20
  for (unsigned round = 0; round < 20; round++) {
    const int r = rotations[round % 8];
    x += y;
    y = (y << r | y >> (32 - r)) ^ x;
    if (round % 4 == 3) {
      const unsigned s = round / 4 + 1;
      x += keys[s % 3];
      y += keys[(s + 1) % 3] + s;
    }
  }
  return x;
}

/** The upper 24 of 32 random bits as a number in [0, 1). */
inline float unit(std::uint32_t random) { return float(std::int32_t(random >> 8)) * 0x1p-24f; }

} // namespace needle::NEEDLE_ISA
