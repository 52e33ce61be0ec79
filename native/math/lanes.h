// What the functions here are made of. They are written for one value, without branches, so that the compiler turns a
// loop over them into vector instructions; selects, bit patterns and polynomials survive that, calls and tables do not.
#pragma once
#include <cmath>
#include <cstdint>
#include <type_traits>

/** Before a loop that is to become vectors: its turns do not depend on each other, though its pointers may be equal. */
#if defined(__clang__)
#define NEEDLE_VECTORS _Pragma("clang loop vectorize(assume_safety)")
#else
#define NEEDLE_VECTORS _Pragma("GCC ivdep") _Pragma("GCC unroll 1")
#endif

namespace needle::NEEDLE_ISA {

template <class To, class From> constexpr To bits(From x) {
  return __builtin_bit_cast(To, x);
}

/** The unsigned integer as wide as T. */
template <class T> using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T> inline constexpr T infinity = T(__builtin_inf());
template <class T> inline constexpr T notANumber = T(__builtin_nan(""));

/** |x|. */
inline float magnitude(float x) { return __builtin_fabsf(x); }
inline double magnitude(double x) { return __builtin_fabs(x); }

/** The magnitude of x with the sign of y. */
inline float withSign(float x, float y) { return __builtin_copysignf(x, y); }

/** c0 + c1 x + c2 x² + … (Horner). */
template <class T> inline T polynomial(T, T c0) { return c0; }
template <class T, class... C> inline T polynomial(T x, T c0, C... c) { return polynomial(x, T(c)...) * x + c0; }

/** Added and subtracted again, it rounds what is small to a whole number; in between, that number is in the low bits. */
template <class T> inline constexpr T shifter = 0;
template <> inline constexpr float shifter<float> = 0x1.8p23f;
template <> inline constexpr double shifter<double> = 0x1.8p52;

/** 2ⁿ, −127 < n < 128. */
inline float power2(int n) { return bits<float>((n + 127) << 23); }

/** x · 2ⁿ, −252 ≤ n ≤ 254; rounded once also where the result is subnormal. */
inline float scale(float x, int n) {
  const int half = n >> 1;
  return x * power2(half) * power2(n - half);
}

} // namespace needle::NEEDLE_ISA
