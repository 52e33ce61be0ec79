// Whole numbers as JavaScript means them: conversions, powers and shifts modulo 2³².
#pragma once
#include <concepts>

#include "lanes.h"

namespace needle::NEEDLE_ISA {

/** The whole part modulo 2³²; 0 of what is not finite. */
template <std::floating_point T> inline std::int32_t toInt32(T x) {
  const T turns = __builtin_trunc(x * T(0x1p-32));
  T rest = __builtin_trunc(x - turns * T(0x1p32)); // exact
  rest = rest >= T(0x1p31) ? rest - T(0x1p32) : rest;
  rest = rest < T(-0x1p31) ? rest + T(0x1p32) : rest;
  return std::int32_t(rest == rest ? rest : T(0));
}
template <std::integral T> inline std::int32_t toInt32(T x) { return std::int32_t(x); }

/** By squaring. A whole number to a negative power is a fraction, cut to 0, but for ±1. */
template <std::integral T> inline T pow(T a, T b) {
  std::uint32_t power = 1, square = std::uint32_t(a);
  for (std::uint32_t rest = std::uint32_t(b); rest != 0; rest >>= 1) {
    power *= (rest & 1) != 0 ? square : 1;
    square *= square;
  }
  const bool unit = a == T(1) || a == T(-1);
  return b < T(0) && !unit ? T(0) : T(power);
}

/** Shifts by 0 … 31; any other shift leaves nothing but the sign. */
inline bool isShift(auto by) { return std::uint32_t(by) < 32; }
template <std::integral T> inline T shiftLeft(T a, T by) {
  return isShift(by) ? T(std::uint32_t(a) << (by & 31)) : T(0);
}
template <std::integral T> inline T shiftRight(T a, T by) { return isShift(by) ? a >> (by & 31) : a < T(0) ? T(-1) : T(0); }

} // namespace needle::NEEDLE_ISA
