// Whole quotients and what they leave.
#pragma once
#include <concepts>

#include "order.h"

namespace needle::NEEDLE_ISA {

/** What division leaves, with the sign of a, as % has it. 0 for integers modulo 0. */
template <std::integral T> inline T fmod(T a, T b) { return b == 0 ? T(0) : T(std::int64_t(a) % std::int64_t(b)); }

/** The quotient rounded down. 0 for integers divided by 0. */
template <std::integral T> inline T floorDivide(T a, T b) {
  const std::int64_t x = a, y = b == 0 ? 1 : b;
  return b == 0 ? T(0) : T(x / y - (x % y != 0 && (x < 0) != (y < 0)));
}

inline double fmod(double a, double b) { return std::fmod(a, b); }

/** The quotient of doubles whose remainder is known, rounded down; whole also where a − rest was rounded. */
inline double floorDivide(double a, double b, double rest) {
  const double quotient = (a - rest) / b;
  const bool between = (rest != 0.0) & ((rest < 0.0) != (b < 0.0));
  return __builtin_rint(quotient - (between ? 1.0 : 0.0));
}
inline double floorDivide(double a, double b) { return b == 0.0 ? a / b : floorDivide(a, b, std::fmod(a, b)); }

/** Where the formulas below are not exact: a quotient of 28 bits or more, b zero, infinite or NaN. */
inline bool isUneven(float a, float b) {
  const float size = magnitude(b);
  const bool fits = magnitude(a) < size * 0x1p28f, finite = size < infinity<float>;
  return !(fits & finite);
}

/** The quotient of two floats is never rounded up to a whole number in double, and its product with b is exact. */
inline double remainder(double a, double b) { return __builtin_copysign(a - __builtin_trunc(a / b) * b, a); }
inline float fmod(float a, float b) { return float(remainder(a, b)); }
inline float floorDivide(float a, float b) { return float(floorDivide(a, b, remainder(a, b))); }

} // namespace needle::NEEDLE_ISA
