// Element-wise functions: a loop for every row, dtype and choice of operands that are single values.
#include <type_traits>
#include <utility>

#include "meaning.h"
#include "parts.h"

namespace needle::NEEDLE_ISA {

/** A block, or one value that stands for a block of it. */
template <class T, bool single> struct Operand {
  const T* block;
  T value;
  explicit Operand(const void* p) : block(static_cast<const T*>(p)), value(single ? *block : T()) {}
  T operator[](long i) const { return single ? value : block[i]; }
};

/** A function of as many of the arguments as the row has. */
template <Opcode row, class F, class A, class B, class C> inline auto apply(F f, A a, B b, C c) {
  constexpr int arguments = rows[int(row)].arguments;
  if constexpr (arguments == 1) return f(a);
  else if constexpr (arguments == 2) return f(a, b);
  else return f(a, b, c);
}

template <Opcode row, DType dtype, int singles> void map(void* d, const void* a, const void* b, const void* c, long n) {
  constexpr Row r = rows[int(row)];
  constexpr Signature s = r.signatures[int(dtype)];
  const Operand<Lane<s.arguments[0]>, (singles & 1) != 0> x(a);
  const Operand<Lane<s.arguments[1]>, (singles & 2) != 0> y(r.arguments > 1 ? b : a);
  const Operand<Lane<s.arguments[2]>, (singles & 4) != 0> z(r.arguments > 2 ? c : a);
  const auto f = [&](long i) {
    const auto value = Lane<s.result>(apply<row>(meaning<row>, x[i], y[i], z[i]));
    if constexpr (s.result == DType::uint8) return value & 255;
    else return value;
  };
  auto* to = static_cast<Lane<s.result>*>(d);
  if constexpr (dtype == DType::float32 && !std::is_same_v<decltype(exceptions<row>), const Nothing>) {
    const auto isException = [&](long i) { return apply<row>(exceptions<row>.is, x[i], y[i], z[i]); };
    std::int32_t any = 0;
    for (long i = 0; i < n; i++) any |= isException(i) ? 1 : 0;
    if (any != 0) {
      for (long i = 0; i < n; i++)
        to[i] = isException(i) ? float(apply<row>(exceptions<row>.value, x[i], y[i], z[i])) : f(i);
      return;
    }
  }
  NEEDLE_VECTORS
  for (long i = 0; i < n; i++) to[i] = f(i);
}

template <DType dtype, int opcode> void addMap(Blocks& blocks) {
  if constexpr (rows[opcode].signatures[int(dtype)].result != DType::none) {
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
