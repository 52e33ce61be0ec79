// What each primitive row of the scalar table computes, one line each. The arguments are lanes: `auto` is float, double,
// int32_t or uint32_t; bools are int32_t. The result is converted to the row's dtype: bytes wrap, `bool` becomes 0 or 1.
#pragma once
#include "../generated/opcodes.h"
#include "../math/division.h"
#include "../math/erf.h"
#include "../math/exponential.h"
#include "../math/hyperbolic.h"
#include "../math/integer.h"
#include "../math/logarithm.h"
#include "../math/order.h"
#include "../math/power.h"
#include "../math/random.h"
#include "../math/trigonometric.h"

namespace needle::NEEDLE_ISA {

/** The compiler stops here where a row of src/ir/scalar.ts has no line below. */
template <Opcode> struct MissingInMeaningH;
template <Opcode row> inline constexpr MissingInMeaningH<row> meaning;

template <> inline constexpr auto meaning<Opcode::add> = [](auto a, auto b) { return a + b; };
template <> inline constexpr auto meaning<Opcode::sub> = [](auto a, auto b) { return a - b; };
template <> inline constexpr auto meaning<Opcode::mul> = [](auto a, auto b) { return a * b; };
template <> inline constexpr auto meaning<Opcode::div> = [](auto a, auto b) { return a / b; };
template <> inline constexpr auto meaning<Opcode::neg> = [](auto x) { return -x; };
template <> inline constexpr auto meaning<Opcode::floorDivide> = [](auto a, auto b) { return floorDivide(a, b); };
template <> inline constexpr auto meaning<Opcode::fmod> = [](auto a, auto b) { return fmod(a, b); };
template <> inline constexpr auto meaning<Opcode::pow> = [](auto a, auto b) { return pow(a, b); };
template <> inline constexpr auto meaning<Opcode::abs> = [](auto x) { return magnitude(x); };
template <> inline constexpr auto meaning<Opcode::sign> = [](auto x) { return sign(x); };
template <> inline constexpr auto meaning<Opcode::floor> = [](auto x) { return floor(x); };
template <> inline constexpr auto meaning<Opcode::ceil> = [](auto x) { return ceil(x); };
template <> inline constexpr auto meaning<Opcode::round> = [](auto x) { return round(x); };
template <> inline constexpr auto meaning<Opcode::maximum> = [](auto a, auto b) { return maximum(a, b); };
template <> inline constexpr auto meaning<Opcode::minimum> = [](auto a, auto b) { return minimum(a, b); };
template <> inline constexpr auto meaning<Opcode::exp> = [](auto x) { return exp(x); };
template <> inline constexpr auto meaning<Opcode::expm1> = [](auto x) { return expm1(x); };
template <> inline constexpr auto meaning<Opcode::log> = [](auto x) { return log(x); };
template <> inline constexpr auto meaning<Opcode::log2> = [](auto x) { return log2(x); };
template <> inline constexpr auto meaning<Opcode::log1p> = [](auto x) { return log1p(x); };
template <> inline constexpr auto meaning<Opcode::sqrt> = [](auto x) { return squareRoot(x); };
template <> inline constexpr auto meaning<Opcode::sin> = [](auto x) { return sin(x); };
template <> inline constexpr auto meaning<Opcode::cos> = [](auto x) { return cos(x); };
template <> inline constexpr auto meaning<Opcode::atan> = [](auto x) { return atan(x); };
template <> inline constexpr auto meaning<Opcode::tanh> = [](auto x) { return tanh(x); };
template <> inline constexpr auto meaning<Opcode::erf> = [](auto x) { return erf(x); };
template <> inline constexpr auto meaning<Opcode::erfc> = [](auto x) { return erfc(x); };
template <> inline constexpr auto meaning<Opcode::eq> = [](auto a, auto b) { return a == b; };
template <> inline constexpr auto meaning<Opcode::ne> = [](auto a, auto b) { return a != b; };
template <> inline constexpr auto meaning<Opcode::lt> = [](auto a, auto b) { return a < b; };
template <> inline constexpr auto meaning<Opcode::le> = [](auto a, auto b) { return a <= b; };
template <> inline constexpr auto meaning<Opcode::gt> = [](auto a, auto b) { return a > b; };
template <> inline constexpr auto meaning<Opcode::ge> = [](auto a, auto b) { return a >= b; };
template <> inline constexpr auto meaning<Opcode::isFinite> = [](auto x) { return isFinite(x); };
template <> inline constexpr auto meaning<Opcode::and_> = [](auto a, auto b) { return a & b; };
template <> inline constexpr auto meaning<Opcode::or_> = [](auto a, auto b) { return a | b; };
template <> inline constexpr auto meaning<Opcode::not_> = [](auto x) { return x == 0; };
template <> inline constexpr auto meaning<Opcode::where> = [](int c, auto a, auto b) { return c != 0 ? a : b; };
template <> inline constexpr auto meaning<Opcode::bitwiseAnd> = [](auto a, auto b) { return a & b; };
template <> inline constexpr auto meaning<Opcode::bitwiseOr> = [](auto a, auto b) { return a | b; };
template <> inline constexpr auto meaning<Opcode::bitwiseXor> = [](auto a, auto b) { return a ^ b; };
template <> inline constexpr auto meaning<Opcode::bitwiseLeftShift> = [](auto a, auto by) { return shiftLeft(a, by); };
template <> inline constexpr auto meaning<Opcode::bitwiseRightShift> = [](auto a, auto by) { return shiftRight(a, by); };
template <> inline constexpr auto meaning<Opcode::threefry> = [](auto k0, auto k1, auto i) { return threefry(k0, k1, i); };
template <> inline constexpr auto meaning<Opcode::unit> = [](auto x) { return unit(std::uint32_t(toInt32(x))); };
template <> inline constexpr auto meaning<Opcode::bool_> = [](auto x) { return x != 0; };
template <> inline constexpr auto meaning<Opcode::uint8> = [](auto x) { return toInt32(x); };
template <> inline constexpr auto meaning<Opcode::int32> = [](auto x) { return toInt32(x); };
template <> inline constexpr auto meaning<Opcode::uint32> = [](auto x) { return toInt32(x); };
template <> inline constexpr auto meaning<Opcode::float32> = [](auto x) { return float(x); };
template <> inline constexpr auto meaning<Opcode::float64> = [](auto x) { return double(x); };

/** What a line above can't do in float32, one value at a time; a block that has such a value takes this way. */
template <class Is, class Value> struct Exception {
  Is is;
  Value value;
};
template <class Is, class Value> Exception(Is, Value) -> Exception<Is, Value>;
struct Nothing {};
template <Opcode> inline constexpr Nothing exceptions;
inline constexpr auto farAway = [](float x) { return magnitude(x) >= farthest; };
template <> inline constexpr Exception exceptions<Opcode::sin>{farAway, [](float x) { return sin(double(x)); }};
template <> inline constexpr Exception exceptions<Opcode::cos>{farAway, [](float x) { return cos(double(x)); }};
inline constexpr auto uneven = [](float a, float b) { return isUneven(a, b); };
template <> inline constexpr Exception exceptions<Opcode::fmod>{
    uneven, [](float a, float b) { return fmod(double(a), double(b)); }};
template <> inline constexpr Exception exceptions<Opcode::floorDivide>{
    uneven, [](float a, float b) { return floorDivide(double(a), double(b)); }};

/** Rows that reductions join values with: what is joined of nothing and, where values are only compared, what NaN is. */
template <class Empty, class NaN> struct Joining {
  Empty empty;
  NaN nan;
};
template <class Empty, class NaN> Joining(Empty, NaN) -> Joining<Empty, NaN>;
inline constexpr auto lowest = []<class T>() { return least<T>; };
inline constexpr auto highest = []<class T>() { return most<T>; };
template <Opcode> inline constexpr Nothing joining;
template <> inline constexpr Joining joining<Opcode::add>{[]<class T>() { return T(0); }, Nothing()};
template <> inline constexpr Joining joining<Opcode::mul>{[]<class T>() { return T(1); }, Nothing()};
template <> inline constexpr Joining joining<Opcode::maximum>{lowest, highest};
template <> inline constexpr Joining joining<Opcode::minimum>{highest, lowest};

} // namespace needle::NEEDLE_ISA
