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
  const auto e = reduceExponent(polynomial(y, 2.9449016e-4f, -1.1301323f, -0.631994f, -0.10992635f, 0.026336133f,
                                              -4.7304886e-3f, 5.9075688e-4f, -4.5359258e-5f, 1.6027147e-6f));
  const float rest = power2(e.n) * e.expm1 + power2(e.n);
  return withSign(magnitude(x) < 0.92f ? near : 1.0f - rest, x); // -0
}

/** exp(−x²) · Q(x), where the exponent and Q are computed in double; both have to be good to the last place. */
inline float erfc(float x) {
  float y = magnitude(x);
  y = y > 10.5f ? 10.5f : y; // 0 all the same
  const double wide = y, t = (wide - 2.5) / (wide + 2.5);
  const double q = polynomial(t, 0.21080636398055497, -0.37173673252684603, 0.25171320308422845, -0.12503313260786727,
                              0.039922344872625375, -0.0039925014810227901, -0.0026409508157635023, 8.687614173404073e-4,
                              2.2348735859628355e-4, -1.1021570434814853e-4, -2.5425766791216752e-5);
  const float far = exp2(wide * wide * -1.4426950408889634, q);
  const float sided = x < 0.0f ? 2.0f - far : far;
  return magnitude(x) < 0.5f ? 1.0f - erf(x) : sided;
}

inline double erf(double x) { return std::erf(x); }
inline double erfc(double x) { return std::erfc(x); }

} // namespace needle::NEEDLE_ISA
