// sin and cos: x = q · π/2 + r with |r| ≤ π/4. The reduction is done in double, where it is good for |x| < `farthest`;
// beyond, blocks with such a value take the slow and exact way (`loop.h`).
#pragma once
#include "lanes.h"

namespace needle::NEEDLE_ISA {

inline constexpr float farthest = 0x1p20f;

struct Quadrant {
  int q;
  float r;
};

/** π/2 is in two parts; the first has 33 bits, so that its product with q is exact. */
inline Quadrant reduceAngle(double x) {
  const double shifted = x * 0x1.45f306dc9c883p-1 + shifter<double>;
  const double q = shifted - shifter<double>;
  const double r = (x - q * 0x1.921fb544p0) - q * 0x1.0b4611a626331p-34;
  return {int(q), float(r)};
}

inline float sineNear0(float r) {
  const float z = r * r;
  return r + r * z * polynomial(z, -0.16666655f, 8.3321882e-3f, -1.9518059e-4f);
}
inline float cosineNear0(float r) {
  const float z = r * r;
  return (1.0f - 0.5f * z) + z * z * polynomial(z, 0.041666646f, -1.3887309e-3f, 2.443233e-5f);
}

/** The sine of r, a quarter turn further for each q. */
inline float sineInQuadrant(int q, float r) {
  const float y = (q & 1) != 0 ? cosineNear0(r) : sineNear0(r);
  return bits<float>(bits<std::uint32_t>(y) ^ (std::uint32_t(q & 2) << 30));
}

inline float sin(float x) {
  const Quadrant a = reduceAngle(x);
  return x == 0.0f ? x : sineInQuadrant(a.q, a.r); // -0
}
inline float cos(float x) {
  const Quadrant a = reduceAngle(x);
  return sineInQuadrant(a.q + 1, a.r);
}

/** Made of the arctangent of t = tan(angle − base), for the nearest of 0, π/4, π/2. */
inline float atan(float x) {
  const float size = magnitude(x);
  const bool steep = size > 2.4142135f, slanted = size > 0.41421357f;
  const float above = steep ? -1.0f : slanted ? size - 1.0f : size;
  const float below = steep ? size : slanted ? size + 1.0f : 1.0f;
  const float base = steep ? 1.57079637f : slanted ? 0.785398185f : 0.0f;
  const float t = above / below, z = t * t;
  const float p = polynomial(z, -0.33333316f, 0.1999853f, -0.1424443f, 0.10599487f, -0.060908936f);
  return withSign(base + (t + (t * z * p + base * -2.7827534e-8f)), x); // base has a second part
}

inline double sin(double x) { return std::sin(x); }
inline double cos(double x) { return std::cos(x); }
inline double atan(double x) { return std::atan(x); }

} // namespace needle::NEEDLE_ISA
