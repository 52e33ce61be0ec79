// exp and expm1: x = n · ln 2 + r with |r| ≤ ln 2 / 2, so eˣ = 2ⁿ · eʳ, and a polynomial for eʳ − 1.
#pragma once
#include "lanes.h"

namespace needle::NEEDLE_ISA {

/** (eʳ − 1 − r) / r², such that eʳ − 1 has a relative error of 2⁻²⁶ or 2⁻⁶¹. */
inline float expm1Tail(float r) {
  return polynomial(r, 0.49999997f, 0.16666542f, 0.041667495f, 8.3667282e-3f, 1.3865498e-3f);
}
inline double expm1Tail(double r) {
  return polynomial(r, 0x1p-1, 0x1.5555555555559p-3, 0x1.555555555554dp-5, 0x1.111111110f62ep-7, 0x1.6c16c16c1ab13p-10,
                    0x1.a01a01b01e717p-13, 0x1.a01a018e12a88p-16, 0x1.71ddf7b3af9c9p-19, 0x1.27e5130309292p-22,
                    0x1.af5fefecc3c28p-26, 0x1.1f1aecefd471ap-29);
}

/** 2ⁿ · (1 + expm1) */
template <class T> struct Reduced {
  T n, expm1;
};
template <class T> inline Reduced<T> reduceExponent(T x) {
  using C = Constants<T>;
  const T n = (x * (C::log2e + C::log2eRest) + shifter<T>) - shifter<T>;
  const T r = (x - n * C::ln2) - n * C::ln2Rest;
  return {n, r + r * r * expm1Tail(r)};
}

template <std::floating_point T> inline T exp(T x) {
  using C = Constants<T>;
  x = x > C::mostExp ? C::mostExp : x;
  x = x < C::leastExp ? C::leastExp : x;
  const auto e = reduceExponent(x);
  return scale(T(1) + e.expm1, e.n);
}

template <std::floating_point T> inline T expm1(T x) {
  using C = Constants<T>;
  T y = x > C::mostExp ? C::mostExp : x;
  y = y < C::leastExpm1 ? C::leastExpm1 : y;
  const auto e = reduceExponent(y);
  const T half = power2(e.n - T(1)); // the whole could be too large
  return withSign(T(2) * (half * e.expm1 + (half - T(0.5))), x); // −0
}

/** factor · 2ˣ. The exponent is a double, so that products in it lose nothing. */
inline float exp2(double x, double factor = 1.0) {
  x = x > 129.0 ? 129.0 : x;
  x = x < -151.0 ? -151.0 : x;
  const double n = (x + shifter<double>) - shifter<double>;
  const float r = float(x - n);
  const float p = polynomial(r, 0.69314718f, 0.24022645f, 0.055503588f, 9.6188337e-3f, 1.3391302e-3f, 1.5241285e-4f);
  return scale(float(factor * (1.0f + r * p)), float(n));
}

} // namespace needle::NEEDLE_ISA
