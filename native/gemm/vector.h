// Vectors of the instruction set that this file is compiled for: load, store, and the same with a mask for ragged ends.
#pragma once
#include <utility>
#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

namespace needle::gemm::NEEDLE_ISA {

#if defined(__AVX512F__)
constexpr int vectorBytes = 64;
#elif defined(__AVX2__)
constexpr int vectorBytes = 32;
#else
constexpr int vectorBytes = 16;
#endif

template <class T, int Bytes = vectorBytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(Bytes)));
  typedef T unaligned __attribute__((vector_size(Bytes), aligned(alignof(T)), may_alias));
};
template <class T>
using Vector = typename VectorOf<T>::type;
template <class T>
constexpr int lanes = vectorBytes / sizeof(T);

template <class T>
inline Vector<T> load(const T* from) {
  return *reinterpret_cast<const typename VectorOf<T>::unaligned*>(from);
}
template <class T>
inline void store(T* to, Vector<T> value) {
  *reinterpret_cast<typename VectorOf<T>::unaligned*>(to) = value;
}

/** The first `count` lanes of a vector. */
template <class T>
struct Mask {
#if defined(__AVX512F__)
  unsigned bits;
  explicit Mask(int count) : bits((1u << count) - 1) {}
#elif defined(__AVX2__)
  __m256i bits;
  explicit Mask(int count) {
    alignas(32) static const int ramp[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ramp + 8 - count * (sizeof(T) / 4)));
  }
#else
  int count;
  explicit Mask(int count) : count(count) {}
#endif
};

#if defined(__AVX512F__)
inline Vector<float> load(const float* from, Mask<float> mask) {
  return Vector<float>(_mm512_maskz_loadu_ps(__mmask16(mask.bits), from));
}
inline Vector<double> load(const double* from, Mask<double> mask) {
  return Vector<double>(_mm512_maskz_loadu_pd(__mmask8(mask.bits), from));
}
inline void store(float* to, Mask<float> mask, Vector<float> value) {
  _mm512_mask_storeu_ps(to, __mmask16(mask.bits), __m512(value));
}
inline void store(double* to, Mask<double> mask, Vector<double> value) {
  _mm512_mask_storeu_pd(to, __mmask8(mask.bits), __m512d(value));
}
#elif defined(__AVX2__)
inline Vector<float> load(const float* from, Mask<float> mask) {
  return Vector<float>(_mm256_maskload_ps(from, mask.bits));
}
inline Vector<double> load(const double* from, Mask<double> mask) {
  return Vector<double>(_mm256_maskload_pd(from, mask.bits));
}
inline void store(float* to, Mask<float> mask, Vector<float> value) { _mm256_maskstore_ps(to, mask.bits, __m256(value)); }
inline void store(double* to, Mask<double> mask, Vector<double> value) {
  _mm256_maskstore_pd(to, mask.bits, __m256d(value));
}
#else
template <class T>
inline Vector<T> load(const T* from, Mask<T> mask) {
  Vector<T> value = {};
  for (int i = 0; i < mask.count; i++) value[i] = from[i];
  return value;
}
template <class T>
inline void store(T* to, Mask<T> mask, Vector<T> value) {
  for (int i = 0; i < mask.count; i++) to[i] = value[i];
}
#endif

/**
 * Two vectors as blocks of `Step` lanes: the even blocks of both side by side, or the odd ones (`Odd`). One step of a
 * transposition.
 */
template <class T, int Step, bool Odd, int... Lane>
inline Vector<T> exchange(Vector<T> a, Vector<T> b, std::integer_sequence<int, Lane...>) {
  return __builtin_shufflevector(a, b, ((Lane & Step) ? lanes<T> + Lane - (Odd ? 0 : Step) : Lane + (Odd ? Step : 0))...);
}
template <class T, int Step, bool Odd>
inline Vector<T> exchange(Vector<T> a, Vector<T> b) {
  return exchange<T, Step, Odd>(a, b, std::make_integer_sequence<int, lanes<T>>());
}

/** The sums of the lanes of `Count` vectors, a power of two, in lanes 0 … Count - 1. The vectors are used up. */
template <class T, int Count, int Step = 1>
inline Vector<T> totals(Vector<T>* sums) {
  if constexpr (Step == lanes<T>) return sums[0];
  constexpr int half = Count > 1 ? Count / 2 : 1;
  if constexpr (Step < lanes<T>) {
    for (int i = 0; i < half; i++) {
      const Vector<T> a = sums[Count > 1 ? 2 * i : i], b = sums[Count > 1 ? 2 * i + 1 : i];
      sums[i] = exchange<T, Step, false>(a, b) + exchange<T, Step, true>(a, b);
    }
    return totals<T, half, 2 * Step>(sums);
  }
}

}  // namespace needle::gemm::NEEDLE_ISA
