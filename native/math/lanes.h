// What the functions here are made of. They are written for one value, without branches, so that the compiler turns a
// loop over them into vector instructions; selects, bit patterns and polynomials survive that, calls and tables do not.
#pragma once
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

/** Before a loop that is to become vectors: its turns do not depend on each other, though its pointers may be equal. */
#if defined(__clang__)
#define NEEDLE_VECTORS _Pragma("clang loop vectorize(assume_safety)")
#pragma clang diagnostic ignored "-Wpass-failed" // calls of the C library stay calls
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
inline double withSign(double x, double y) { return __builtin_copysign(x, y); }

/** c0 + c1 x + c2 x² + … (Horner). */
template <class T> inline T polynomial(T, T c0) { return c0; }
template <class T, class... C> inline T polynomial(T x, T c0, C... c) { return polynomial(x, T(c)...) * x + c0; }

template <class T> inline constexpr int mantissaBits = std::numeric_limits<T>::digits - 1;
template <class T> inline constexpr T bias = std::numeric_limits<T>::max_exponent - 1;

/** Added and subtracted again, it rounds what is small to a whole number; in between, that number is in the low bits. */
template <class T> inline constexpr T shifter = T(3ull << (mantissaBits<T> - 1));

/** 2ⁿ of a whole number, −bias < n ≤ bias. */
template <class T> inline T power2(T n) { return bits<T>(bits<Bits<T>>(n + (shifter<T> + bias<T>)) << mantissaBits<T>); }

/** x · 2ⁿ for n between −2 bias and 2 bias, rounded once also where the result is subnormal. */
template <class T> inline T scale(T x, T n) {
  const T half = (n * T(0.5) + shifter<T>) - shifter<T>;
  return x * power2(half) * power2(n - half);
}

/** Constants in two parts: the first is short, so that its product with a whole number of an exponent's size is exact. */
template <class T> struct Constants;
template <> struct Constants<float> {
  static constexpr float ln2 = 0.693359375f, ln2Rest = -2.12194440e-4f;
  static constexpr float log2e = 1.4423828125f, log2eRest = 3.12228389e-4f;
  static constexpr std::uint32_t upperHalf = 0xfffff000;
  /** Beyond these numbers exp is infinite, exp is 0, expm1 is −1, tanh is 1. */
  static constexpr float mostExp = 89, leastExp = -104, leastExpm1 = -20, mostTanh = 10;
};
template <> struct Constants<double> {
  static constexpr double ln2 = 0x1.62e42feep-1, ln2Rest = 0x1.a39ef35793c76p-33;
  static constexpr double log2e = 0x1.71547652p0, log2eRest = 0x1.705fc2eefa200p-33;
  static constexpr std::uint64_t upperHalf = 0xffffffff00000000;
  static constexpr double mostExp = 710, leastExp = -746, leastExpm1 = -40, mostTanh = 20;
};

} // namespace needle::NEEDLE_ISA
