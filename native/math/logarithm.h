// log and log1p: x = 2ⁿ · (1 + f) with −1/3 ≤ f < 1/3, so log x = n · ln 2 + log(1 + f), and a polynomial for the latter.
#pragma once
#include "lanes.h"

namespace needle::NEEDLE_ISA {

/** 2ⁿ · (1 + f). */
struct Split {
  int n;
  float f;
};

/** Of a positive normal number. */
inline Split splitExponent(float x) {
  const int twoThirds = 0x3f2aaaab;
  const int i = bits<int>(x) - twoThirds;
  return {i >> 23, bits<float>((i & 0x007fffff) + twoThirds) - 1.0f};
}

/** log(1 + f) − f. */
inline float bend(float f) {
  const float p = polynomial(f, -0.5f, 0.33333209f, -0.24999824f, 0.20010714f, -0.16679385f, 0.1400162f, -0.12198594f,
                             0.14002776f, -0.12832424f);
  return f * f * p;
}

/** n · ln 2 + log(1 + f). The constant is in two parts; the first has 9 bits, so that its product with n is exact. */
inline float joinLogarithm(float n, float f) { return n * 0.693359375f + (f + (bend(f) + n * -2.12194440e-4f)); }

/** The logarithm y as it is for numbers above 0, and what it is for others. */
inline float logarithmOf(float x, float y) {
  y = x < infinity<float> ? y : x; // also NaN
  y = x < 0.0f ? notANumber<float> : y;
  return x == 0.0f ? -infinity<float> : y;
}

/** x = 2ⁿ · (1 + f), for subnormal numbers as well. */
struct Parts {
  float n, f;
};
inline Parts partsOf(float x) {
  const bool subnormal = x < 0x1p-126f;
  const Split s = splitExponent(subnormal ? x * 0x1p24f : x);
  return {float(s.n - (subnormal ? 24 : 0)), s.f};
}

inline float log(float x) {
  const Parts p = partsOf(x);
  return logarithmOf(x, joinLogarithm(p.n, p.f));
}

/** n + f / ln 2 + …: f and 1 / ln 2 are in two parts, so that their leading product is exact, as is its sum with n. */
inline float log2(float x) {
  const Parts p = partsOf(x);
  const float high = bits<float>(bits<std::uint32_t>(p.f) & 0xfffff000u), product = high * 1.4423828125f;
  const float sum = p.n + product, lost = product - (sum - p.n);
  const float rest = bend(p.f) * 1.44269504f + (p.f * 3.12228389e-4f + (p.f - high) * 1.4423828125f);
  return logarithmOf(x, sum + (lost + rest));
}

inline float log1p(float x) {
  // 1 + x, rounded, says which n; f is nearly exact all the same: 1 + f = 2⁻ⁿ + x · 2⁻ⁿ.
  const int n = splitExponent(1.0f + x).n;
  const float inverse = bits<float>(n < 127 ? (127 - n) << 23 : 0);
  const float f = bits<float>(bits<int>(x) - (n << 23)) + (inverse - 1.0f);
  float y = joinLogarithm(float(n), f);
  y = x < infinity<float> ? y : x; // also NaN
  y = x < -1.0f ? notANumber<float> : y;
  y = x == -1.0f ? -infinity<float> : y;
  return x == 0.0f ? x : y; // -0
}

inline double log(double x) { return std::log(x); }
inline double log2(double x) { return std::log2(x); }
inline double log1p(double x) { return std::log1p(x); }

} // namespace needle::NEEDLE_ISA
