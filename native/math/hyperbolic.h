// tanh: an odd polynomial near 0, 1 − 2 / (e²ˣ + 1) beyond.
#pragma once
#include "exponential.h"

namespace needle::NEEDLE_ISA {

inline float tanh(float x) {
  const float z = x * x;
  const float near =
      x + x * z * polynomial(z, -0.3333328f, 0.13331416f, -0.053737938f, 0.020634119f, -5.7000918e-3f);
  const float size = magnitude(x), y = size > 10.0f ? 10.0f : size; // 1 all the same
  const Reduced e = reduceExponent(y + y);
  const float far = 1.0f - 2.0f / ((1.0f + e.expm1) * power2(e.n) + 1.0f);
  return withSign(size < 0.625f ? near : far, x); // -0
}

inline double tanh(double x) { return std::tanh(x); }

} // namespace needle::NEEDLE_ISA
