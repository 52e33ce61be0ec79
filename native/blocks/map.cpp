// Element-wise functions: a loop for every row, dtype and choice of operands that are single values.
#include <type_traits>
#include <utility>

#include "meaning.h"
#include "parts.h"

namespace needle::NEEDLE_ISA {

/** What a row can be applied to, by the dtype of its last argument. */
constexpr bool applies(const Row& row, DType dtype) {
  switch (row.typing) {
    case Typing::arithmetic: return dtype != DType::bool_;
    case Typing::float_: return isFloat(dtype);
    case Typing::logic: return dtype == DType::bool_;
    case Typing::bits: return dtype == DType::uint32;
    case Typing::compare:
    case Typing::select:
    case Typing::cast: return true;
  }
  return false;
}

/** A block, or one value that stands for a block of it. */
template <class T, bool single> struct Operand {
  const T* block;
  T value;
  explicit Operand(const void* p) : block(static_cast<const T*>(p)), value(single ? *block : T()) {}
  T operator[](long i) const { return single ? value : block[i]; }
};

/** f with as many of the arguments as it takes. */
template <Opcode row, class A, class B, class C> inline auto apply(A a, B b, C c) {
  constexpr int arguments = rows[int(row)].arguments;
  if constexpr (arguments == 1) return meaning<row>(a);
  else if constexpr (arguments == 2) return meaning<row>(a, b);
  else return meaning<row>(a, b, c);
}

/** Comparisons give int32 lanes, bytes stay bytes. */
template <Opcode row, DType dtype, class T> inline auto lane(T y) {
  if constexpr (std::is_same_v<T, bool>) return std::int32_t(y);
  else if constexpr (dtype == DType::uint8 && rows[int(row)].typing == Typing::arithmetic) return y & 255;
  else return y;
}

template <Opcode row, DType dtype, int singles> void map(void* d, const void* a, const void* b, const void* c, long n) {
  using T = Lane<dtype>;
  using First = std::conditional_t<rows[int(row)].typing == Typing::select, std::int32_t, T>;
  constexpr int arguments = rows[int(row)].arguments;
  const Operand<First, (singles & 1) != 0> x(a);
  const Operand<T, (singles & 2) != 0> y(arguments > 1 ? b : a);
  const Operand<T, (singles & 4) != 0> z(arguments > 2 ? c : a);
  const auto f = [&](long i) { return lane<row, dtype>(apply<row>(x[i], y[i], z[i])); };
  const auto to = static_cast<decltype(f(0))*>(d);
  if constexpr (std::is_same_v<T, float> && !std::is_same_v<decltype(farAway<row>), const Nothing>) {
    std::int32_t largest = 0; // the bits of magnitudes are in order
    for (long i = 0; i < n; i++) largest = maximum(largest, bits<std::int32_t>(magnitude(x[i])));
    if (largest >= bits<std::int32_t>(farthest)) {
      for (long i = 0; i < n; i++) to[i] = magnitude(x[i]) >= farthest ? farAway<row>(x[i]) : f(i);
      return;
    }
  }
#pragma GCC ivdep
  for (long i = 0; i < n; i++) to[i] = f(i);
}

template <DType dtype, int opcode> void addMap(Blocks& blocks) {
  if constexpr (applies(rows[opcode], dtype)) {
    constexpr int variants = rows[opcode].arguments == 1 ? 1 : (1 << rows[opcode].arguments) - 1;
    [&]<std::size_t... singles>(std::index_sequence<singles...>) {
      ((blocks.map[opcode][int(dtype)][singles] = map<Opcode(opcode), dtype, singles>), ...);
    }(std::make_index_sequence<variants>());
  }
}

template <DType dtype> void addMaps(Blocks& blocks) {
  forEachOpcode([&]<int opcode>() { addMap<dtype, opcode>(blocks); });
}

void addMaps(Blocks& blocks) {
  forEachDType([&]<DType dtype>() { addMaps<dtype>(blocks); });
}

} // namespace needle::NEEDLE_ISA
