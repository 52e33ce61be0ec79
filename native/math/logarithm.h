// log, log2 and log1p: x = 2ⁿ · (1 + f) with −1/3 ≤ f < 1/3, so log x = n · ln 2 + log(1 + f).
#pragma once
#include "lanes.h"

namespace needle::NEEDLE_ISA {

/** log(1 + f) − f. */
inline float bend(float f) {
  const float p = polynomial(f, -0.5f, 0.33333209f, -0.24999824f, 0.20010714f, -0.16679385f, 0.1400162f, -0.12198594f,
                             0.14002776f, -0.12832424f);
  return f * f * p;
}
/** By way of 2 artanh(s) = 2 s + s³ · P(s²), where s = f / (2 + f), so 2 s = f − s f. */
inline double bend(double f) {
  const double s = f / (2.0 + f), z = s * s;
  const double p = polynomial(z, 0x1.555555555554fp-1, 0x1.999999999c15bp-2, 0x1.24924921e6fe5p-2, 0x1.c71c748ce6f3fp-3,
                              0x1.745c4b977115fp-3, 0x1.3b35a76777094p-3, 0x1.0dcd50a6c0f7cp-3, 0x1.1b75928799d54p-3);
  return s * (z * p - f);
}

template <class T> struct Parts {
  T n, f;
};
/** Of a positive number. The exponent is counted from 2/3, which makes f what it is above. */
template <class T> inline Parts<T> partsOf(T x) {
  constexpr int width = mantissaBits<T>;
  constexpr T beyond = T(Bits<T>(1) << (width + 1)), large = beyond / 2;
  constexpr Bits<T> twoThirds = bits<Bits<T>>(T(2) / T(3));
  const bool subnormal = x < std::numeric_limits<T>::min();
  const Bits<T> i = bits<Bits<T>>(subnormal ? x * beyond : x) - twoThirds + bits<Bits<T>>(T(1));
  const T n = bits<T>((i >> width) | bits<Bits<T>>(large)) - (large + bias<T>);
  const T f = bits<T>((i & ((Bits<T>(1) << width) - 1)) + twoThirds) - T(1);
  return {n - (subnormal ? T(width + 1) : T(0)), f};
}

/** The logarithm y as it is for numbers above 0, and what it is for others. */
template <class T> inline T logarithmOf(T x, T y) {
  y = x < infinity<T> ? y : x; // also NaN
  y = x < T(0) ? notANumber<T> : y;
  return x == T(0) ? -infinity<T> : y;
}

template <class T> inline T joinLogarithm(T n, T f) {
  return n * Constants<T>::ln2 + (f + (bend(f) + n * Constants<T>::ln2Rest));
}

template <std::floating_point T> inline T log(T x) {
  const auto p = partsOf(x);
  return logarithmOf(x, joinLogarithm(p.n, p.f));
}

/** n + f / ln 2 + …: f and 1 / ln 2 are in two parts, so that their leading product is exact, as is its sum with n. */
template <std::floating_point T> inline T log2(T x) {
  using C = Constants<T>;
  const auto p = partsOf(x);
  const T high = bits<T>(bits<Bits<T>>(p.f) & C::upperHalf), product = high * C::log2e;
  const T sum = p.n + product, lost = product - (sum - p.n);
  const T rest = bend(p.f) * (C::log2e + C::log2eRest) + (p.f * C::log2eRest + (p.f - high) * C::log2e);
  return logarithmOf(x, sum + (lost + rest));
}

/** 1 + x, rounded, says which n; f is nearly exact all the same: 1 + f = 2⁻ⁿ + x · 2⁻ⁿ. */
template <std::floating_point T> inline T log1p(T x) {
  const T u = T(1) + x, n = partsOf(u).n;
  const T inverse = n < bias<T> ? power2(-n) : T(0);
  const T scaled = bits<T>(bits<Bits<T>>(x) - (bits<Bits<T>>(n + shifter<T>) << mantissaBits<T>));
  const T y = logarithmOf(u, joinLogarithm(n, scaled + (inverse - T(1))));
  return x == T(0) ? x : y; // −0
}

} // namespace needle::NEEDLE_ISA
