// erf: an odd polynomial near 0; beyond, 1 − e to the power of a polynomial for log(1 − erf x).
#pragma once
#include "exponential.h"

namespace needle::NEEDLE_ISA {

inline float erf(float x) {
  const float z = x * x;
  const float near = x + x * polynomial(z, 0.128379166f, -0.37612629f, 0.1128364f, -0.026856944f, 5.1959776e-3f,
                                        -8.0935925e-4f, 8.1881823e-5f);
  float y = magnitude(x);
  y = y > 4.0f ? 4.0f : y; // 1 all the same
  const Reduced e = reduceExponent(polynomial(y, 2.9449016e-4f, -1.1301323f, -0.631994f, -0.10992635f, 0.026336133f,
                                              -4.7304886e-3f, 5.9075688e-4f, -4.5359258e-5f, 1.6027147e-6f));
  const float rest = power2(e.n) * e.expm1 + power2(e.n);
  return withSign(magnitude(x) < 0.92f ? near : 1.0f - rest, x); // -0
}

inline double erf(double x) { return std::erf(x); }

} // namespace needle::NEEDLE_ISA
