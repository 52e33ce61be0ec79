// exp and expm1: x = n · ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ · eʳ, and a polynomial for eʳ − 1.
#pragma once
#include "lanes.h"

namespace needle::NEEDLE_ISA {

struct Reduced {
  int n;
  /** e to the power of the rest, minus 1: relative error 2⁻²⁶ and the rounding of a few operations. */
  float expm1;
};

/** For |x| ≤ 150. The constant ln 2 is in two parts; the first has 9 bits, so that its product with n is exact. */
inline Reduced reduceExponent(float x) {
  const float shifted = x * 0x1.715476p0f + shifter<float>;
  const float n = shifted - shifter<float>;
  const float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  const float p = polynomial(r, 0.49999997f, 0.16666542f, 0.041667495f, 8.3667282e-3f, 1.3865498e-3f);
  return {bits<int>(shifted) - bits<int>(shifter<float>), r + r * r * p};
}

inline float exp(float x) {
  x = x > 89.0f ? 89.0f : x; // overflows all the same
  x = x < -104.0f ? -104.0f : x; // underflows all the same
  const Reduced e = reduceExponent(x);
  return scale(1.0f + e.expm1, e.n);
}

inline float expm1(float x) {
  float y = x > 89.0f ? 89.0f : x;
  y = y < -20.0f ? -20.0f : y; // -1 all the same
  const Reduced e = reduceExponent(y);
  const float half = power2(e.n - 1); // 2¹²⁸ itself would be too large
  const float z = 2.0f * (half * e.expm1 + (half - 0.5f));
  return withSign(z, x); // -0
}

/** factor · 2ˣ. The exponent is a double, so that products in it lose nothing. */
inline float exp2(double x, double factor = 1.0) {
  x = x > 129.0 ? 129.0 : x;
  x = x < -151.0 ? -151.0 : x;
  const double shifted = x + shifter<double>;
  const double n = shifted - shifter<double>;
  const float r = float(x - n);
  const float p = polynomial(r, 0.69314718f, 0.24022645f, 0.055503588f, 9.6188337e-3f, 1.3391302e-3f, 1.5241285e-4f);
  return scale(float(factor * (1.0f + r * p)), int(n));
}

inline double exp(double x) { return std::exp(x); }
inline double expm1(double x) { return std::expm1(x); }

} // namespace needle::NEEDLE_ISA
