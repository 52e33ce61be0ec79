// Made by scripts/opcodes.mjs from src/ir/scalar.ts and src/dtype.ts.
#pragma once

namespace needle {

enum class DType { bool_, uint8, int32, uint32, float32, float64 };
inline constexpr int dtypeCount = 6;

/** How the dtypes of the arguments make that of the result; `cast`: always the row's own. */
enum class Typing { arithmetic, float_, compare, logic, select, bits, cast };

enum class Opcode {
  add,
  sub,
  mul,
  div,
  neg,
  abs,
  sign,
  floor,
  ceil,
  round,
  pow,
  maximum,
  minimum,
  exp,
  log,
  expm1,
  log1p,
  sqrt,
  sin,
  cos,
  tanh,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  isFinite,
  and_,
  or_,
  not_,
  where,
  threefry,
  unit,
  bool_,
  uint8,
  int32,
  uint32,
  float32,
  float64,
};
inline constexpr int opcodeCount = 40;

/** What instructions do (src/codegen/program/instructions.ts). */
enum class Kind { call, locate, load, store, ramp, gather, scatter, scatterAdd, fill, quotient, remainder, check, pick, across, along };

/** All the words that programs are written in: equal on both sides, or programs would be misread. */
inline constexpr const char* vocabulary = "bool uint8 int32 uint32 float32 float64 add sub mul div neg abs sign floor ceil round pow maximum minimum exp log expm1 log1p sqrt sin cos tanh eq ne lt le gt ge isFinite and or not where threefry unit bool uint8 int32 uint32 float32 float64 call locate load store ramp gather scatter scatterAdd fill quotient remainder check pick across along";

struct Row {
  const char* name;
  int arguments;
  Typing typing;
};
inline constexpr Row rows[opcodeCount] = {
    {"add", 2, Typing::arithmetic},
    {"sub", 2, Typing::arithmetic},
    {"mul", 2, Typing::arithmetic},
    {"div", 2, Typing::float_},
    {"neg", 1, Typing::arithmetic},
    {"abs", 1, Typing::arithmetic},
    {"sign", 1, Typing::arithmetic},
    {"floor", 1, Typing::arithmetic},
    {"ceil", 1, Typing::arithmetic},
    {"round", 1, Typing::arithmetic},
    {"pow", 2, Typing::arithmetic},
    {"maximum", 2, Typing::arithmetic},
    {"minimum", 2, Typing::arithmetic},
    {"exp", 1, Typing::float_},
    {"log", 1, Typing::float_},
    {"expm1", 1, Typing::float_},
    {"log1p", 1, Typing::float_},
    {"sqrt", 1, Typing::float_},
    {"sin", 1, Typing::float_},
    {"cos", 1, Typing::float_},
    {"tanh", 1, Typing::float_},
    {"eq", 2, Typing::compare},
    {"ne", 2, Typing::compare},
    {"lt", 2, Typing::compare},
    {"le", 2, Typing::compare},
    {"gt", 2, Typing::compare},
    {"ge", 2, Typing::compare},
    {"isFinite", 1, Typing::compare},
    {"and", 2, Typing::logic},
    {"or", 2, Typing::logic},
    {"not", 1, Typing::logic},
    {"where", 3, Typing::select},
    {"threefry", 3, Typing::bits},
    {"unit", 1, Typing::cast},
    {"bool", 1, Typing::cast},
    {"uint8", 1, Typing::cast},
    {"int32", 1, Typing::cast},
    {"uint32", 1, Typing::cast},
    {"float32", 1, Typing::cast},
    {"float64", 1, Typing::cast},
};

} // namespace needle
