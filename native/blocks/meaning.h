// What each primitive row of the scalar table computes, one line each. The arguments are lanes: `auto` is float, double,
// int32_t or uint32_t; bools are int32_t. The result is converted to the row's dtype: bytes wrap, `bool` becomes 0 or 1.
#pragma once
#include "../generated/opcodes.h"
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
template <> inline constexpr auto meaning<Opcode::abs> = [](auto x) { return magnitude(x); };
template <> inline constexpr auto meaning<Opcode::sign> = [](auto x) { return sign(x); };
template <> inline constexpr auto meaning<Opcode::floor> = [](auto x) { return floor(x); };
template <> inline constexpr auto meaning<Opcode::ceil> = [](auto x) { return ceil(x); };
template <> inline constexpr auto meaning<Opcode::round> = [](auto x) { return round(x); };
template <> inline constexpr auto meaning<Opcode::pow> = [](auto a, auto b) { return pow(a, b); };
template <> inline constexpr auto meaning<Opcode::maximum> = [](auto a, auto b) { return maximum(a, b); };
template <> inline constexpr auto meaning<Opcode::minimum> = [](auto a, auto b) { return minimum(a, b); };
template <> inline constexpr auto meaning<Opcode::exp> = [](auto x) { return exp(x); };
template <> inline constexpr auto meaning<Opcode::log> = [](auto x) { return log(x); };
template <> inline constexpr auto meaning<Opcode::expm1> = [](auto x) { return expm1(x); };
template <> inline constexpr auto meaning<Opcode::log1p> = [](auto x) { return log1p(x); };
template <> inline constexpr auto meaning<Opcode::sqrt> = [](auto x) { return squareRoot(x); };
template <> inline constexpr auto meaning<Opcode::sin> = [](auto x) { return sin(x); };
template <> inline constexpr auto meaning<Opcode::cos> = [](auto x) { return cos(x); };
template <> inline constexpr auto meaning<Opcode::tanh> = [](auto x) { return tanh(x); };
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
template <> inline constexpr auto meaning<Opcode::threefry> = [](auto k0, auto k1, auto i) { return threefry(k0, k1, i); };
template <> inline constexpr auto meaning<Opcode::unit> = [](auto x) { return unit(std::uint32_t(toInt32(x))); };
template <> inline constexpr auto meaning<Opcode::bool_> = [](auto x) { return x != 0; };
template <> inline constexpr auto meaning<Opcode::uint8> = [](auto x) { return toInt32(x); };
template <> inline constexpr auto meaning<Opcode::int32> = [](auto x) { return toInt32(x); };
template <> inline constexpr auto meaning<Opcode::uint32> = [](auto x) { return toInt32(x); };
template <> inline constexpr auto meaning<Opcode::float32> = [](auto x) { return float(x); };
template <> inline constexpr auto meaning<Opcode::float64> = [](auto x) { return double(x); };

/** For floats that the fast way can't do, which are those from `farthest` on: one value at a time. */
struct Nothing {};
template <Opcode> inline constexpr Nothing farAway;
template <> inline constexpr auto farAway<Opcode::sin> = [](float x) { return float(std::sin(double(x))); };
template <> inline constexpr auto farAway<Opcode::cos> = [](float x) { return float(std::cos(double(x))); };

/** How a row joins the values of a reduction: floats in their own precision where that is exact, else in double. */
enum class Joining { never, exactly, roundingly };
template <Opcode> inline constexpr Joining joining = Joining::never;
template <> inline constexpr Joining joining<Opcode::add> = Joining::roundingly;
template <> inline constexpr Joining joining<Opcode::mul> = Joining::roundingly;
template <> inline constexpr Joining joining<Opcode::maximum> = Joining::exactly;
template <> inline constexpr Joining joining<Opcode::minimum> = Joining::exactly;

} // namespace needle::NEEDLE_ISA
