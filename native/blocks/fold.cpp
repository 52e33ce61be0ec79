// Reductions of blocks. Floats are joined in double where joining rounds, in many lanes at a time, so a
// sum is as good as the last rounding to float32.
#include "meaning.h"
#include "parts.h"

namespace needle::NEEDLE_ISA {

template <DType dtype> using Accumulator = std::conditional_t<isFloat(dtype), double, Lane<dtype>>;

/** How values T of a row are joined: floats in double, or as integers of their order where they are only compared. */
template <Opcode row, class T> struct Join {
  static constexpr bool isFloat = std::is_floating_point_v<T>;
  static constexpr bool compares = !std::is_same_v<decltype(joining<row>.nan), Nothing>;
  static constexpr auto enter(T x) {
    if constexpr (isFloat && compares) return keyOf(x, joining<row>.nan.template operator()<Key<T>>());
    else if constexpr (isFloat) return double(x);
    else return x;
  }
  using Joined = decltype(enter(T()));
  static auto leave(Joined x) {
    if constexpr (isFloat && compares) return fromKey<T>(x);
    else return x;
  }
  static constexpr Joined empty = enter(joining<row>.empty.template operator()<T>());
  /** Lanes of a vector of 64 bytes. */
  static constexpr long lanes = 64 / sizeof(Joined);
};

/** What is left of a row before all rows of a group are finished together. */
constexpr long fewLanes = 4;

template <Opcode row, long lanes, class W> inline void halve(W* x) {
  NEEDLE_VECTORS
  for (long k = 0; k < lanes / 2; k++) x[k] = meaning<row>(x[k], x[k + lanes / 2]);
  if constexpr (lanes / 2 > fewLanes) halve<row, lanes / 2>(x);
}

/** Joins a row into a few lanes, four vectors at a time. */
template <Opcode row, class T> inline void foldRow(typename Join<row, T>::Joined* few, const T* a, long n) {
  using J = Join<row, T>;
  constexpr long one = J::lanes, four = 4 * one;
  typename J::Joined x[four];
  long i = 0;
  if (n < four) {
    NEEDLE_VECTORS
    for (long k = 0; k < one; k++) x[k] = J::empty;
  } else {
    for (long k = 0; k < four; k++) x[k] = J::enter(a[k]);
    for (i = four; i + four <= n; i += four)
      for (long k = 0; k < four; k++) x[k] = meaning<row>(x[k], J::enter(a[i + k]));
    NEEDLE_VECTORS
    for (long k = 0; k < one; k++)
      x[k] = meaning<row>(meaning<row>(x[k], x[k + one]), meaning<row>(x[k + 2 * one], x[k + 3 * one]));
  }
  for (; i + one <= n; i += one)
    NEEDLE_VECTORS
    for (long k = 0; k < one; k++) x[k] = meaning<row>(x[k], J::enter(a[i + k]));
  if (i < n)
    NEEDLE_VECTORS
    for (long k = 0; k < one; k++) x[k] = meaning<row>(x[k], i + k < n ? J::enter(a[i + k]) : J::empty);
  halve<row, one>(x);
  for (long k = 0; k < fewLanes; k++) few[k] = x[k];
}

template <Opcode row, DType dtype> void foldAlong(void* accumulators, const void* from, long rows, long length) {
  using T = Lane<dtype>;
  using A = Accumulator<dtype>;
  using J = Join<row, T>;
  constexpr long group = 16;
  auto* to = static_cast<A*>(accumulators);
  auto* a = static_cast<const T*>(from);
  if (length < J::lanes && rows >= 8) { // vectors of rows
    for (long k = 0; k < length; k++)
      for (long r = 0; r < rows; r++) to[r] = meaning<row>(to[r], A(a[r * length + k]));
    return;
  }
  for (long first = 0; first < rows; first += group) {
    const long count = rows - first < group ? rows - first : group;
    typename J::Joined few[group * fewLanes];
    for (long r = 0; r < count; r++) foldRow<row>(few + r * fewLanes, a + (first + r) * length, length);
    for (long r = 0; r < count; r++) {
      const auto* x = few + r * fewLanes;
      const auto all = meaning<row>(meaning<row>(x[0], x[1]), meaning<row>(x[2], x[3]));
      to[first + r] = meaning<row>(to[first + r], A(J::leave(all)));
    }
  }
}

template <Opcode row, DType dtype> void foldAcross(void* accumulators, const void* from, long n) {
  auto* to = static_cast<Accumulator<dtype>*>(accumulators);
  auto* a = static_cast<const Lane<dtype>*>(from);
  NEEDLE_VECTORS
  for (long i = 0; i < n; i++) to[i] = meaning<row>(to[i], Accumulator<dtype>(a[i]));
}

void addFolds(Blocks& blocks) {
  forEachDType([&]<DType dtype>() {
    forEachOpcode([&]<int opcode>() {
      if constexpr (!std::is_same_v<decltype(joining<Opcode(opcode)>), const Nothing>)
        blocks.fold[opcode][int(dtype)] = {foldAlong<Opcode(opcode), dtype>, foldAcross<Opcode(opcode), dtype>};
    });
  });
}

} // namespace needle::NEEDLE_ISA
