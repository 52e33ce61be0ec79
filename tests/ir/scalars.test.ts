// The table of scalar functions, row by row: a new row is tested here without being named.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrayOf, type DType, isFloat } from "../../src/dtype.ts";
import { map } from "../../src/graph/ops/map.ts";
import { deviceNames, gradientsOf, setDefaultDevice, Tensor, tensor } from "../../src/index.ts";
import { argumentDTypes, derivative, evaluate, resultDType } from "../../src/ir/derivative.ts";
import { call, type Formula, input } from "../../src/ir/formula.ts";
import { type Row, scalars } from "../../src/ir/scalar.ts";
import { round } from "../support/eager.ts";

beforeAll(() => setDefaultDevice("js"));
afterAll(() => setDefaultDevice("js"));
const devices = deviceNames().filter((name) => name !== "null");

type Named = readonly [name: string, row: Row];
const table = Object.entries<Row>(scalars);
const formulaOf = ([name, row]: Named): Formula => call(name, ...row.domain.map((_, i) => input(i)));

/** Points inside a row's domain: a low-discrepancy sequence (Kronecker), one irrational an argument. */
function points({ domain }: Row, count = 40): number[][] {
  const roots = [Math.sqrt(2), Math.sqrt(3), Math.sqrt(5), Math.sqrt(7)];
  return Array.from({ length: count }, (_, i) =>
    domain.map(([low, high], k) => low + (high - low) * (((i + 1) * roots[k]!) % 1)),
  );
}
const columns = (rows: readonly (readonly number[])[], arity: number): number[][] =>
  Array.from({ length: arity }, (_, k) => rows.map((r) => r[k]!));

/** Relative where numbers are large. */
const close = (found: number, wanted: number, tolerance: number): boolean =>
  Object.is(found, wanted) || found === wanted || Math.abs(found - wanted) <= tolerance * Math.max(1, Math.abs(wanted));

/** The row as a function of tensors. */
function apply([name, row]: Named, args: readonly Tensor[]): Tensor {
  const method = (args[0] as unknown as Record<string, unknown>)[name];
  if (row.internal !== true && row.typing !== "select" && typeof method === "function")
    return method.call(args[0], ...args.slice(1));
  return new Tensor(map(formulaOf([name, row]), ...args.map((a) => a.node)));
}

const hasSlope = (named: Named): boolean =>
  named[1].domain.some((_, i) => derivative(formulaOf(named), named[1].domain.length, i) !== null);

const isWhole = ({ typing }: Row): boolean => typing === "integer" || typing === "bits";

describe.each(table.filter((named) => !hasSlope(named) && !isWhole(named[1])))("%s: no slopes", (...[, row]) => {
  test("the function is piecewise constant", () => {
    const flat = points(row).map((x) =>
      x.every((_, k) => row.meaning(...x) === row.meaning(...x.map((v, i) => (i === k ? v + 1e-7 : v)))),
    );
    expect(flat.filter(Boolean).length).toBeGreaterThan(points(row).length / 2);
  });
});

describe.each(table.filter(hasSlope))("%s: slopes", (...named) => {
  const [, row] = named;
  const f = formulaOf(named);
  const arity = row.domain.length;
  const rows = points(row);
  const steps = row.typing === "float32" ? [1, 0.5] : [2e-5, 1e-5]; // what is rounded has no slope close by
  const slope = (g: Formula, x: readonly number[], k: number, h: number): number => {
    const at = (by: number): number =>
      evaluate(
        g,
        x.map((v, i) => (i === k ? v + by : v)),
      );
    return (at(h) - at(-h)) / (2 * h);
  };
  /** Away from jumps and kinks, where two step sizes agree. */
  const smooth = (g: Formula, x: readonly number[], k: number): number | null => {
    const [coarse, fine] = [slope(g, x, k, steps[0]!), slope(g, x, k, steps[1]!)];
    return close(coarse, fine, 1e-6) ? fine : null;
  };

  test("derivative() is what differences give, twice", () => {
    let compared = 0;
    for (let side = 0; side < arity; side++) {
      const first = derivative(f, arity, side);
      if (first === null) continue;
      for (const x of rows) {
        const wanted = smooth(f, x, side);
        if (wanted === null) continue;
        // the formula's inputs: the sources, the result, g
        const all = [...x, evaluate(f, x), 1];
        const found = evaluate(
          first.formula,
          first.uses.map((use) => all[use]!),
        );
        expect(close(found, wanted, 1e-6), `${side}. derivative at ${x}: ${found}, differences ${wanted}`).toBe(true);
        compared++;
      }
      // the second: of the first, with the result written out
      const whole = substituteResult(first.formula, first.uses, f, arity);
      for (let other = 0; other < arity; other++) {
        const second = derivative(whole, arity, other);
        for (const x of rows) {
          const wanted = smooth(whole, x, other);
          if (wanted === null) continue;
          const all = [...x, evaluate(whole, x), 1];
          const found =
            second === null
              ? 0
              : evaluate(
                  second.formula,
                  second.uses.map((use) => all[use]!),
                );
          expect(close(found, wanted, 1e-5), `derivative ${side}, ${other} at ${x}: ${found}, not ${wanted}`).toBe(
            true,
          );
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  test("gradients of tensors are, twice", () => {
    const data = columns(rows, arity);
    const args = data.map((d) =>
      tensor(new Float64Array(d), { requiresGrad: row.typing !== "select" || d !== data[0] }),
    );
    const wrt = args.filter((a) => a.requiresGrad);
    const y = apply(named, args).to("float64");
    if (!y.requiresGrad) return; // a cast to float32 stops nothing, a cast to integers does
    const first = gradientsOf(y.sum(), wrt, { createGraph: true });
    const at = wrt.map((a) => args.indexOf(a));
    const second = at.map((_, i) =>
      first[i]!.requiresGrad ? gradientsOf(first[i]!.sum(), wrt, { createGraph: true }) : null,
    );
    at.forEach((side, i) => {
      const found = first[i]!.dataSync();
      const d = derivative(f, arity, side);
      const whole = d === null ? null : substituteResult(d.formula, d.uses, f, arity);
      rows.forEach((x, k) => {
        const wanted = smooth(f, x, side);
        if (wanted !== null) expect(close(found[k]!, wanted, 1e-6), `at ${x}: ${found[k]} ${wanted}`).toBe(true);
        at.forEach((other, j) => {
          const slope2 = whole === null ? 0 : smooth(whole, x, other);
          const found2 = second[i] === null ? 0 : second[i]![j]!.dataSync()[k]!;
          if (slope2 !== null) expect(close(found2, slope2, 1e-5), `at ${x}: ${found2} ${slope2}`).toBe(true);
        });
      });
    });
  });
});

/** The derivative as a function of the sources alone, for g = 1. */
function substituteResult(d: Formula, uses: readonly number[], f: Formula, arity: number): Formula {
  const replace = (g: Formula): Formula => {
    if (g.name === "input") {
      const use = uses[g.value]!;
      return use < arity ? input(use) : use === arity ? f : call("float64", 1);
    }
    return g.args.length === 0 ? g : call(g.name, ...g.args.map(replace));
  };
  return replace(d);
}

const special = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, Infinity, -Infinity, NaN];
const whole: Partial<Record<DType, readonly number[]>> = {
  int32: [0, 1, -1, 2, 3, 7, -8, 100, 65537, 2 ** 31 - 1, -(2 ** 31)],
  uint8: [0, 1, 2, 3, 7, 128, 200, 255],
  uint32: [0, 1, 2, 3, 7, 2 ** 31, 2 ** 32 - 1],
  bool: [0, 1],
};
const pairs = (list: readonly number[], arity: number): number[][] =>
  arity === 0 ? [[]] : pairs(list, arity - 1).flatMap((rest) => list.map((x) => [...rest, x]));
/** Distance in units of the last place that float32 has at a scale. */
const ulps = (found: number, wanted: number, scale = Math.abs(wanted)): number =>
  found === wanted || (Number.isNaN(found) && Number.isNaN(wanted))
    ? 0
    : Math.abs(found - wanted) / 2 ** (Math.max(-126, Math.floor(Math.log2(scale))) - 23);
/** What arguments cancel to may be off by some of their own last places. */
const scaleOf = (x: readonly number[]): number => Math.min(1, Math.max(...x.map(Math.abs)));

describe.each(devices)("%s", (device) => {
  beforeAll(() => setDefaultDevice(device));
  describe.each(table)("%s: values", (...named) => values(named));
});
function values(named: Named): void {
  const [name, row] = named;
  const arity = row.domain.length;
  test.each(["float32", "float64", "int32", "uint8", "uint32", "bool"] as const)("of %s", (dtype) => {
    if (row.typing === "bits" && dtype !== "uint32") return; // its arguments are bits
    if (name === "unit" && dtype !== "uint32") return;
    const floats = isFloat(dtype);
    if (row.typing === "integer" && floats) {
      expect(() => apply(named, [...row.domain.map(() => tensor([1], { dtype }))])).toThrow(`${name}: needs integers`);
      return;
    }
    // casts of what does not fit are the host's business; more than two arguments are sampled thinly
    const rows = floats
      ? [...points(row), ...pairs(arity > 2 ? [0, 1, -0, NaN, Infinity] : special, arity)]
      : pairs(arity > 2 ? whole[dtype]!.slice(0, 5) : whole[dtype]!, arity);
    const given = rows.map((r) => r.map((x) => round(x, dtype)));
    const args = columns(given, arity).map((d) => tensor(new (arrayOf(dtype))(d), { dtype, shape: [given.length] }));
    const y = apply(named, args);
    const formulas = row.domain.map((_, i) => input(i));
    const dtypes = row.domain.map(() => dtype);
    const result = resultDType(name, formulas, dtypes);
    expect(y.dtype).toBe(result);
    const read = argumentDTypes(name, formulas, dtypes);
    const found = y.dataSync();
    given.forEach((x, i) => {
      const arguments_ = x.map((v, k) => (read[k] === dtype ? v : round(v, read[k]!)));
      const exact = name === "mul" && !isFloat(result) ? Math.imul(x[0]!, x[1]!) : row.meaning(...arguments_);
      if (!isFloat(result) && Math.abs(exact) > 2 ** 53) return; // the meaning is not exact, integers wrap
      const wanted = round(exact, result);
      const [a, b] = [found[i]!, wanted];
      const scale = Math.max(Math.abs(b), row.as === undefined ? 0 : scaleOf(x));
      const ok =
        result === "float32" ? ulps(a, b, scale) <= (row.ulps ?? 4) : isFloat(result) ? close(a, b, 1e-14) : a === b;
      expect(ok, `${name}(${x.map((v) => (Object.is(v, -0) ? "-0" : v))}) is ${a}, not ${b}`).toBe(true);
      if (b === 0 && isFloat(result) && row.as === undefined)
        expect(Object.is(a, b), `${name}(${x}): the sign of 0`).toBe(true);
    });
  });
}

describe.each(table.filter(([, row]) => row.as !== undefined))("%s: decomposition", (...named) => {
  const [, row] = named;
  const body = row.as!(...row.domain.map((_, i) => input(i)));
  test("means what the row means", () => {
    for (const x of [...points(row), ...pairs(special, row.domain.length)])
      expect(close(evaluate(body, x), row.meaning(...x), 1e-12), `at ${x}`).toBe(true);
  });

  test("is good enough in float32, where every operation rounds", () => {
    if (isWhole(row)) return;
    const large = row.domain.map(([low, high]) => (low < -2 ? [-60, 60] : high >= 4 ? [0.001, 1000] : [low, high]));
    const wide = { ...row, domain: large as unknown as Row["domain"] };
    for (const x of [...points(row, 200), ...points(wide, 200)]) {
      const given = x.map(Math.fround);
      const wanted = row.meaning(...given);
      const found = inFloat32(body, given);
      if (Math.abs(wanted) > 2 ** 126 || Math.abs(wanted) < 2 ** -120) continue; // neither overflow nor subnormal
      const off = ulps(found, wanted, Math.max(Math.abs(wanted), scaleOf(given)));
      expect(off <= (row.ulps ?? 4), `at ${given}: ${found}, not ${wanted}: ${off} ulps`).toBe(true);
    }
  });
});

/** The value at one point, as a device computes it that has nothing but float32. */
function inFloat32(root: Formula, x: readonly number[]): number {
  const known = new Map<Formula, number>();
  const value = (f: Formula): number => {
    let v = known.get(f);
    if (v === undefined) known.set(f, (v = one(f)));
    return v;
  };
  const one = (f: Formula): number => {
    if (f.name === "input") return x[f.value]!;
    if (f.name === "constant") return Math.fround(f.value);
    const args = f.args.map(value);
    const row = scalars[f.name as keyof typeof scalars] as Row;
    return row.as === undefined
      ? Math.fround(row.meaning(...args))
      : inFloat32(row.as(...f.args.map((_, i) => input(i))), args);
  };
  return value(root);
}
