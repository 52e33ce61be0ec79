// pow, as JavaScript means it: |a|ᵇ = 2 to the power of b · log₂|a|. The logarithm is computed in double, since an error
// in it grows with the result's exponent. Integers multiply, modulo 2³².
#pragma once
#include "exponential.h"

namespace needle::NEEDLE_ISA {

/** log₂ of a number ≥ 0, with a relative error of 2⁻³⁶. */
inline double log2Precise(float x) {
  const bool subnormal = x < 0x1p-126f;
  const int twoThirds = 0x3f2aaaab;
  const int i = bits<int>(subnormal ? x * 0x1p24f : x) - twoThirds;
  const double f = bits<float>((i & 0x007fffff) + twoThirds) - 1.0f;
  double y = double((i >> 23) - (subnormal ? 24 : 0)) + f * polynomial(f, 1.4426950408923305, -0.7213475195693044, 0.48089834396171016, -0.36067397861631095, 0.28853944172534224, -0.2404336603570368, 0.20607597370745107, -0.18080606494173157, 0.16089122491980534, -0.13746109317015795, 0.1235628288101904, -0.1661053076964203, 0.15754173461887244);
  y = x == 0.0f ? -infinity<double> : y;
  return x < infinity<float> ? y : double(x); // also NaN
}

/** Of a number ≥ 0. */
inline bool isWhole(float x) { return (x >= 0x1p23f) | ((x + 0x1p23f) - 0x1p23f == x); }

inline float pow(float a, float b) {
  const float size = magnitude(b);
  float y = exp2(b * log2Precise(magnitude(a)));
  const bool whole = isWhole(size), odd = whole & !isWhole(0.5f * size);
  const bool imaginary = (a < 0.0f) & (a > -infinity<float>) & !whole;
  y = imaginary ? notANumber<float> : withSign(y, odd ? a : 1.0f);
  return b == 0.0f ? 1.0f : y;
}

inline double pow(double a, double b) {
  const double y = std::pow(a, b);
  // C says 1 where JavaScript says NaN
  return b != b || (magnitude(a) == 1.0 && magnitude(b) == infinity<double>) ? notANumber<double> : y;
}

} // namespace needle::NEEDLE_ISA
