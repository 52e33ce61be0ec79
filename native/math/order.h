// Sign, size and rounding, with the zeros and NaNs that JavaScript gives.
#pragma once
#include <concepts>
#include <limits>

#include "lanes.h"

namespace needle::NEEDLE_ISA {

inline std::int32_t magnitude(std::int32_t x) { return x < 0 ? -x : x; }
inline std::uint32_t magnitude(std::uint32_t x) { return x; }

/** The ends of the line of numbers. */
template <class T> inline constexpr T least = std::numeric_limits<T>::lowest();
template <class T> inline constexpr T most = std::numeric_limits<T>::max();
template <std::floating_point T> inline constexpr T least<T> = -infinity<T>;
template <std::floating_point T> inline constexpr T most<T> = infinity<T>;

/** −1, 0 or 1; zeros and NaN are themselves. */
template <class T> inline T sign(T x) { return x > T(0) ? T(1) : x < T(0) ? T(-1) : x; }

template <class T> inline bool isFinite(T x) {
  if constexpr (std::floating_point<T>) return magnitude(x) < infinity<T>;
  return true;
}

/** NaN wins, and 0 is above −0. */
template <std::integral T> inline T maximum(T a, T b) { return a > b ? a : b; }
template <std::integral T> inline T minimum(T a, T b) { return a < b ? a : b; }
template <std::floating_point T> inline T maximum(T a, T b) {
  const T equal = bits<T>(Bits<T>(bits<Bits<T>>(a) & bits<Bits<T>>(b))); // of 0 and −0: 0
  const T larger = a > b ? a : a == b ? equal : b;
  return a != a ? a : larger;
}
template <std::floating_point T> inline T minimum(T a, T b) {
  const T equal = bits<T>(Bits<T>(bits<Bits<T>>(a) | bits<Bits<T>>(b))); // of 0 and −0: −0
  const T smaller = a < b ? a : a == b ? equal : b;
  return a != a ? a : smaller;
}

/** Integers in the order of the floats, −0 below 0; NaN is a number of its own, above or below all. */
template <std::floating_point T> using Key = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
template <std::floating_point T> constexpr Key<T> keyOf(T x, Key<T> nan) {
  const Key<T> i = bits<Key<T>>(x);
  const Key<T> key = i ^ (i < 0 ? most<Key<T>> : Key<T>(0));
  return x == x ? key : nan;
}
template <std::floating_point T> constexpr T fromKey(Key<T> key) { return bits<T>(key ^ (key < 0 ? most<Key<T>> : Key<T>(0))); }

inline float floor(float x) { return __builtin_floorf(x); }
inline double floor(double x) { return __builtin_floor(x); }
template <std::integral T> inline T floor(T x) { return x; }

inline float ceil(float x) { return __builtin_ceilf(x); }
inline double ceil(double x) { return __builtin_ceil(x); }
template <std::integral T> inline T ceil(T x) { return x; }

/** Halves to the even number. */
inline float round(float x) { return __builtin_rintf(x); }
inline double round(double x) { return __builtin_rint(x); }
template <std::integral T> inline T round(T x) { return x; }

inline float squareRoot(float x) { return __builtin_sqrtf(x); }
inline double squareRoot(double x) { return __builtin_sqrt(x); }

} // namespace needle::NEEDLE_ISA
