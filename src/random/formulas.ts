// Random numbers as formulas of their position i in a sequence: base is where the tensor begins, the keys are the seed's.
import { named } from "../graph/ops/map.ts";
import { call, formula, type Term } from "../ir/formula.ts";
import { add, mul, sub } from "../ir/scalar.ts";

const bits = (i: Term, base: Term, key0: Term, key1: Term) =>
  call("threefry", key0, key1, call("add", call("uint32", i), base));
const unit = (i: Term, base: Term, key0: Term, key1: Term) => call("unit", bits(i, base, key0, key1));
/** Uniform in [0, 1). */
export const uniformNumbers = named(
  "rand",
  formula((i, base, key0, key1) => unit(i, base, key0, key1)),
);
/** Box & Muller 1958: two uniform numbers, from two keys, make a normal one. */
export const normalNumbers = named(
  "randn",
  formula((i, base, key0, key1, other) =>
    mul(
      call("sqrt", mul(-2, call("log", sub(1, unit(i, base, key0, key1))))),
      call("cos", mul(2 * Math.PI, unit(i, base, key0, other))),
    ),
  ),
);

/** The upper 16 of 32 bits. */
const upper = (x: Term) => call("uint32", mul(65536, call("unit", x)));
const lower = (x: Term) => sub(x, mul(upper(x), 65536));
/** bits · range / 2³², rounded down: the upper word of a product of 64 bits. `high` and `low` are the halves of range. */
export const wholeNumbers = named(
  "randint",
  formula((i, base, key0, key1, high, low) => {
    const x = bits(i, base, key0, key1);
    const right = add(mul(upper(x), low), upper(mul(lower(x), low)));
    const left = add(mul(lower(x), high), lower(right));
    return add(add(mul(upper(x), high), upper(right)), upper(left));
  }),
);
