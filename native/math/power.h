// pow, as JavaScript means it: |a|ᵇ = 2 to the power of b · log₂|a|. The logarithm is computed in double, since an error
// in it grows with the result's exponent. Integers multiply, modulo 2³².
#pragma once
#include "exponential.h"
#include "logarithm.h"

namespace needle::NEEDLE_ISA {

/** log₂ of a number ≥ 0 in double, with a relative error of 2⁻³⁶. */
inline double log2Precise(float x) {
  const auto p = partsOf(x);
  const double f = p.f;
  const double y = p.n + f * polynomial(f, 0x1.71547652bbe3ap+0, -0x1.7154764b33a6ep-1, 0x1.ec709d90107dap-2,
                                         -0x1.715484fab3771p-2, 0x1.2776e22744099p-2, -0x1.ec687ba0ba75bp-3,
                                         0x1.a60b28fc84d46p-3, -0x1.724a733ebeda0p-3, 0x1.498156a9f3990p-3,
                                         -0x1.1985339d1b1c3p-3, 0x1.fa1d044bdb31ep-4, -0x1.542f0501fc320p-3,
                                         0x1.42a53daf8b9bcp-3);
  return logarithmOf(double(x), y);
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
