// The eager oracle: a graph interpreted node by node, without the compiler and without the `emit` of the ops. One rule by
// hand for each op. Values are doubles, rounded to the dtype after every node; beside each value runs a bound of what
// rounding can do to it (a first-order running error analysis, Wilkinson 1963), so that a plan which rounds less often, or
// adds in another order, can be told from a plan that is wrong, whatever cancels in between.
import { topological } from "../../src/compiler/plan.ts";
import { bytesOf, type DType, isFloat } from "../../src/dtype.ts";
import { isRealized, type Node } from "../../src/graph/node.ts";
import type { Ints } from "../../src/graph/type.ts";
import { argumentDTypes, formulaDType } from "../../src/ir/derivative.ts";
import { type Formula, input } from "../../src/ir/formula.ts";
import { scalar } from "../../src/ir/scalar.ts";
import type { Timeline } from "../../src/runtime/timeline.ts";
import { stridesOf } from "../../src/shape.ts";

/** Elements in row-major order, and how far rounding can move each of them. */
export interface Value {
  readonly at: Float64Array;
  readonly error: Float64Array;
}

const make = (size: number): Value => ({ at: new Float64Array(size), error: new Float64Array(size) });

/** A value as it is stored. */
export function round(x: number, dtype: DType): number {
  switch (dtype) {
    case "float64":
      return x;
    case "float32":
      return Math.fround(x);
    case "int32":
      return x | 0;
    case "uint32":
      return x >>> 0;
    case "uint8":
      return x & 255;
    case "bool":
      return +(x !== 0);
    default:
      return dtype satisfies never;
  }
}

/** What one rounding does to x. Numbers with few binary digits are exact; what comes near overflow says nothing. */
function rounding(x: number, dtype: DType): number {
  if (!isFloat(dtype)) return 0;
  if (Number.isNaN(x)) return 0;
  if (dtype === "float32" && Math.abs(x) > 1e30) return Infinity;
  if (!Number.isFinite(x)) return 0;
  if (Math.abs(x) <= 2 ** 11 && Number.isInteger(x * 2 ** 12)) return 0;
  return dtype === "float32" ? Math.abs(x) * 2 ** -23 + 2 ** -126 : Math.abs(x) * 2 ** -51 + 2 ** -1000;
}

/** Interprets graphs; a node is computed once and then remembered, even where its memory is overwritten later. */
export class Eager {
  readonly #known = new WeakMap<Node, Value>();

  /** Other values may take the place of those of some nodes. */
  constructor(given: ReadonlyMap<Node, Float64Array> = new Map()) {
    for (const [n, at] of given) this.#known.set(n, { at, error: new Float64Array(at.length) });
  }

  value(root: Node): Value {
    const stack = [root];
    while (stack.length > 0) {
      const n = stack.at(-1)!;
      if (this.#known.has(n)) {
        stack.pop();
        continue;
      }
      const missing = n.src.filter((s) => !this.#known.has(s));
      if (missing.length > 0) stack.push(...missing);
      else this.#known.set(n, this.#compute(n));
    }
    return this.#known.get(root)!;
  }

  #compute(n: Node): Value {
    if (n.op.name === "leaf") return stored(n);
    const rule = rules[n.op.name];
    if (rule === undefined) throw new Error(`the oracle has no rule for '${n.op.name}'`);
    const value = rule(
      n,
      n.src.map((s) => this.#known.get(s)!),
    );
    const { dtype } = n.type;
    for (let i = 0; i < value.at.length; i++) {
      const x = value.at[i]!;
      value.at[i] = round(x, dtype);
      value.error[i]! += rounding(x, dtype);
    }
    return value;
  }
}

function stored(n: Node): Value {
  const bytes = (n.type.place as Timeline).readSync(n);
  const { dtype, size } = n.type;
  const value = make(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < size; i++)
    value.at[i] =
      dtype === "float64"
        ? view.getFloat64(8 * i, true)
        : dtype === "float32"
          ? view.getFloat32(4 * i, true)
          : dtype === "int32"
            ? view.getInt32(4 * i, true)
            : dtype === "uint32"
              ? view.getUint32(4 * i, true)
              : view.getUint8(i);
  return value;
}

/** Calls `body` with every coordinate of a shape, in row-major order. */
function each(shape: readonly number[], body: (at: readonly number[], i: number) => void): void {
  const size = shape.reduce((a, b) => a * b, 1);
  const at = shape.map(() => 0);
  for (let i = 0; i < size; i++) {
    body(at, i);
    for (let d = shape.length - 1; d >= 0; d--) {
      if (++at[d]! < shape[d]!) break;
      at[d] = 0;
    }
  }
}
const position = (at: readonly number[], shape: readonly number[]): number =>
  stridesOf(shape).reduce((sum, s, i) => sum + s * at[i]!, 0);
/** The position of the element that broadcasting puts at `at`. */
function broadcasted(at: readonly number[], shape: readonly number[]): number {
  const lead = at.length - shape.length;
  return position(
    shape.map((d, i) => (d === 1 ? 0 : at[i + lead]!)),
    shape,
  );
}

type Rule = (n: Node, src: readonly Value[]) => Value;
const listOf = (n: Node): readonly number[] => (n.arg as Ints).list;

/** The elements of the only source that moves, chosen by coordinate; null: a zero. */
const move =
  (from: (n: Node, at: readonly number[], shape: readonly number[]) => number | null): Rule =>
  (n, [x]) => {
    const out = make(n.type.size);
    each(n.type.shape, (at, i) => {
      const j = from(n, at, n.src[0]!.type.shape);
      if (j === null) return;
      out.at[i] = x!.at[j]!;
      out.error[i] = x!.error[j]!;
    });
    return out;
  };
const copy: Rule = (_n, [x]) => ({ at: x!.at.slice(), error: x!.error.slice() });

interface Estimate {
  readonly x: number;
  readonly e: number;
}
/** A formula at one point, each of its parts once. Every row rounds. */
function evaluate(
  f: Formula,
  sources: readonly Estimate[],
  dtypes: readonly DType[],
  known = new Map<Formula, Estimate>(),
  typed = new Map<Formula, DType | null>(),
): Estimate {
  let estimate = known.get(f);
  if (estimate === undefined) known.set(f, (estimate = computed(f, sources, dtypes, known, typed)));
  return estimate;
}
function computed(
  f: Formula,
  sources: readonly Estimate[],
  dtypes: readonly DType[],
  known: Map<Formula, Estimate>,
  typed: Map<Formula, DType | null>,
): Estimate {
  if (f.name === "input") return sources[f.value]!;
  if (f.name === "constant") return { x: f.value, e: 0 };
  const { meaning, typing, as, ulps = 4 } = scalar(f.name);
  const args = f.args.map((a) => evaluate(a, sources, dtypes, known, typed));
  const types = f.args.map((a) => formulaDType(a, dtypes, typed));
  const read = argumentDTypes(f.name, f.args, types);
  const given = args.map((a) => a.x);
  const result = formulaDType(f, dtypes, typed)!;
  const x = f.name === "mul" && !isFloat(result) ? Math.imul(given[0]!, given[1]!) : meaning(...given);
  let e = rounding(x, result);
  if (as !== undefined && typing === "float") {
    // a decomposition rounds on its way, at the size of its arguments
    const scale = Math.max(Math.abs(x), Math.min(1, Math.max(...given.map(Math.abs))));
    if (Number.isFinite(scale)) e += ulps * scale * (result === "float32" ? 2 ** -23 : 2 ** -51);
  }
  const change = (moved: readonly number[]): void => {
    const y = meaning(...moved);
    if (!Object.is(x, y) && x !== y) e += Number.isFinite(Math.abs(y - x)) ? Math.abs(y - x) : Infinity;
  };
  const own = args.map((a, i) => a.e + (types[i] === read[i] ? 0 : rounding(a.x, read[i]!))); // conversion rounds
  const moved = (by: 1 | -1): number[] =>
    given.map((g, i) =>
      own[i] === 0 ? g : read[i] === "bool" ? (Math.abs(g) > own[i]! ? g : +(g === 0)) : g + by * own[i]!,
    );
  const [up, down] = [moved(1), moved(-1)];
  if (own.some((o) => o !== 0)) {
    given.forEach((_, i) => {
      if (own[i] === 0) return;
      for (const to of [up, down]) change(given.map((g, j) => (j === i ? to[j]! : g)));
    });
    if (args.length > 1) for (const to of [up, down]) change(to); // all at once
  }
  const distance = Math.abs(given[0]! - given[1]!);
  const doubt = args.reduce((sum, a) => sum + a.e, 0);
  if (typing === "compare" && args.length === 2 && doubt > 0 && !(distance > doubt)) e += 1; // could come out either way
  if (as !== undefined) {
    const inside = args.map((a, i) => ({ x: a.x, e: own[i]! }));
    e = Math.max(e, evaluate(as(...args.map((_, i) => input(i))), inside, read).e); // each of its rows rounds
  }
  return { x: isFloat(result) ? x : round(x, result), e };
}

const foldNames = ["sum", "max", "min", "prod"] as const;
/** Lines along one axis: the positions of their elements. */
function lines(shape: readonly number[], axis: number): number[][] {
  const found = new Map<number, number[]>();
  each(shape, (at, i) => {
    const start = i - at[axis]! * stridesOf(shape)[axis]!;
    found.set(start, [...(found.get(start) ?? []), i]);
  });
  return [...found.values()];
}

const rules: Record<string, Rule> = {
  number: (n) => ({ at: Float64Array.of(n.data as number), error: Float64Array.of(0) }),
  uniform: (n) => ({ at: Float64Array.of(n.data as number), error: Float64Array.of(0) }),
  coordinate: (n) => {
    const out = make(n.type.size);
    each(n.type.shape, (at, i) => {
      out.at[i] = at[n.arg as number]!;
    });
    return out;
  },
  slice: (n, [x]) => {
    const from = n.data as number;
    return { at: x!.at.slice(from, from + n.type.size), error: x!.error.slice(from, from + n.type.size) };
  },
  version: copy,
  alias: copy,
  "custom gradient": copy,
  recompute: copy,
  recomputed: copy,
  reshape: copy,
  expand: move((_n, at, shape) => broadcasted(at, shape)),
  permute: move((n, at, shape) =>
    position(
      shape.map((_, axis) => at[listOf(n).indexOf(axis)]!),
      shape,
    ),
  ),
  pad: move((n, at, shape) => {
    const from = at.map((i, axis) => i - listOf(n)[2 * axis]!);
    return from.every((i, axis) => i >= 0 && i < shape[axis]!) ? position(from, shape) : null;
  }),
  shrink: move((n, at, shape) =>
    position(
      at.map((i, axis) => i + listOf(n)[2 * axis]!),
      shape,
    ),
  ),
  flip: move((n, at, shape) =>
    position(
      at.map((i, axis) => (listOf(n).includes(axis) ? shape[axis]! - 1 - i : i)),
      shape,
    ),
  ),
  window: move((n, at, shape) => {
    const count = listOf(n).length / 3;
    const lead = shape.length - count;
    const from = shape.map((_, i) => {
      const [, stride, dilation] = listOf(n).slice(3 * (i - lead));
      return i < lead ? at[i]! : at[i]! * stride! + at[i + count]! * dilation!;
    });
    return position(from, shape);
  }),
  fold: (n, [x]) => {
    const { dtype, shape, size } = n.type;
    const count = listOf(n).length / 3;
    const lead = shape.length - count;
    const out = make(size);
    each(n.src[0]!.type.shape, (at, i) => {
      const to = shape.map((_, axis) => {
        const [, stride, dilation] = listOf(n).slice(3 * (axis - lead));
        return axis < lead ? at[axis]! : at[axis]! * stride! + at[axis + count]! * dilation!;
      });
      if (to.some((j, axis) => j >= shape[axis]!)) return;
      const j = position(to, shape);
      out.at[j]! += x!.at[i]!;
      out.error[j]! += x!.error[i]! + rounding(x!.at[i]!, dtype) + rounding(out.at[j]!, dtype);
    });
    return out;
  },
  map: (n, src) => {
    const out = make(n.type.size);
    const dtypes = n.src.map((s) => s.type.dtype);
    each(n.type.shape, (at, i) => {
      const sources = src.map((s, k) => {
        const j = broadcasted(at, n.src[k]!.type.shape);
        return { x: s.at[j]!, e: s.error[j]! };
      });
      const { x, e } = evaluate(n.arg as Formula, sources, dtypes);
      out.at[i] = x;
      out.error[i] = e;
    });
    return out;
  },
  reduce: (n, [x]) => {
    const name = foldNames[(n.arg as number) & 3]!;
    const { dtype, shape, size } = n.type;
    const out = make(size);
    const magnitude = new Float64Array(size);
    const count = new Float64Array(size);
    each(n.src[0]!.type.shape, (at, i) => {
      const j = broadcasted(at, shape);
      const [a, b] = [out.at[j]!, x!.at[i]!];
      const [ea, eb] = [out.error[j]!, x!.error[i]!];
      if (count[j]!++ === 0) {
        out.at[j] = b;
        out.error[j] = eb;
        magnitude[j] = rounding(b, dtype);
      } else if (name === "sum") {
        out.at[j] = a + b;
        out.error[j] = ea + eb;
        magnitude[j]! += rounding(b, dtype);
      } else if (name === "prod") {
        out.at[j] = isFloat(dtype) ? a * b : Math.imul(a, b);
        out.error[j] = ea * Math.abs(b) + eb * Math.abs(a) + ea * eb + rounding(out.at[j]!, dtype);
      } else {
        out.at[j] = name === "max" ? Math.max(a, b) : Math.min(a, b);
        out.error[j] = Math.max(ea, eb);
      }
    });
    for (let j = 0; j < size; j++) {
      if (count[j] === 0) out.at[j] = name === "prod" ? 1 : 0;
      if (name === "sum") out.error[j]! += magnitude[j]! * Math.max(1, count[j]!);
    }
    return out;
  },
  scan: (n, [x]) => {
    const name = foldNames[(n.arg as number) & 3]!;
    const out = make(n.type.size);
    for (const line of lines(n.type.shape, (n.arg as number) >> 2)) {
      let [y, e, slack] = [name === "prod" ? 1 : 0, 0, 0];
      line.forEach((i, k) => {
        const [a, ea] = [x!.at[i]!, x!.error[i]!];
        if (name === "prod") {
          e = ea * Math.abs(y) + e * Math.abs(a) + e * ea;
          y = isFloat(n.type.dtype) ? y * a : Math.imul(y, a);
          slack += rounding(y, n.type.dtype);
        } else if (name === "sum") {
          [y, e] = [y + a, e + ea];
          slack += rounding(a, n.type.dtype) + rounding(y, n.type.dtype);
        } else {
          y = k === 0 ? a : name === "max" ? Math.max(y, a) : Math.min(y, a);
          e = Math.max(e, ea);
        }
        [out.at[i], out.error[i]] = [y, e + slack];
      });
    }
    return out;
  },
  argsort: (n, [x]) => {
    const out = make(n.type.size);
    const sign = (n.arg as number) & 1 ? -1 : 1;
    const rank = (v: number): readonly [number, number] => (Number.isNaN(v) ? [1, 0] : [0, v]);
    for (const line of lines(n.type.shape, (n.arg as number) >> 1)) {
      const order = line.map((_, k) => k);
      const value = (k: number) => rank(x!.at[line[k]!]!);
      order.sort((a, b) => {
        const [[p, v], [q, w]] = [value(a), value(b)];
        return sign * (p - q || (v < w ? -1 : v > w ? 1 : 0));
      });
      const near = order.some((k, j) => {
        const next = order[j + 1];
        if (next === undefined) return false;
        const doubt = x!.error[line[k]!]! + x!.error[line[next]!]!;
        return doubt > 0 && !(Math.abs(x!.at[line[k]!]! - x!.at[line[next]!]!) > doubt);
      });
      order.forEach((k, j) => {
        out.at[line[j]!] = k;
        out.error[line[j]!] = near ? Infinity : 0;
      });
    }
    return out;
  },
  contract: (n, [a, b]) => {
    const parts: number[][] = [[]];
    for (const x of listOf(n)) x < 0 ? parts.push([]) : parts.at(-1)!.push(x);
    const [left, right, result] = parts as [number[], number[], number[]];
    const [p, q] = n.src.map((s) => s.type.shape) as [readonly number[], readonly number[]];
    const sizes = new Map([...left.map((l, i) => [l, p[i]!] as const), ...right.map((l, i) => [l, q[i]!] as const)]);
    const summed = [...sizes.keys()].filter((l) => !result.includes(l));
    const labels = [...result, ...summed];
    const exact = isFloat(n.type.dtype);
    const out = make(n.type.size);
    const terms = summed.reduce((m, l) => m * sizes.get(l)!, 1);
    each(
      labels.map((l) => sizes.get(l)!),
      (at, i) => {
        const of = (own: readonly number[], shape: readonly number[]) =>
          position(
            own.map((l) => at[labels.indexOf(l)]!),
            shape,
          );
        const [j, k] = [of(left, p), of(right, q)];
        const to = Math.floor(i / terms);
        const product = exact ? a!.at[j]! * b!.at[k]! : Math.imul(a!.at[j]!, b!.at[k]!);
        const [ea, eb] = [a!.error[j]!, b!.error[k]!];
        out.at[to] = exact ? out.at[to]! + product : (out.at[to]! + product) | 0;
        out.error[to]! +=
          ea * Math.abs(b!.at[k]!) +
          eb * Math.abs(a!.at[j]!) +
          ea * eb +
          (terms + 1) * rounding(product, n.type.dtype) +
          rounding(out.at[to]!, n.type.dtype);
      },
    );
    return out;
  },
  take: (n, [table, ids]) => {
    const batch = listOf(n)[0]!;
    const picks = n.src[1]!.type.shape;
    const { shape } = n.src[0]!.type;
    const out = make(n.type.size);
    each(n.type.shape, (at, i) => {
      const k = position(at.slice(0, picks.length), picks);
      const row = ids!.at[k]!;
      if (!(row >= 0 && row < shape[batch]!)) throw new RangeError(`take: ${row} is outside 0 … ${shape[batch]! - 1}`);
      const j = position([...at.slice(0, batch), row, ...at.slice(picks.length)], shape);
      out.at[i] = table!.at[j]!;
      out.error[i] = ids!.error[k]! > 0 ? Infinity : table!.error[j]!;
    });
    return out;
  },
  scatterAdd: (n, [ids, values]) => {
    const batch = listOf(n)[0]!;
    const picks = n.src[0]!.type.shape;
    const { shape, size, dtype } = n.type;
    const out = make(size);
    const count = new Float64Array(size);
    each(n.src[1]!.type.shape, (at, i) => {
      const k = position(at.slice(0, picks.length), picks);
      const j = position([...at.slice(0, batch), ids!.at[k]!, ...at.slice(picks.length)], shape);
      out.at[j]! += values!.at[i]!;
      out.error[j]! += values!.error[i]! + rounding(values!.at[i]!, dtype) + rounding(out.at[j]!, dtype);
      count[j]!++;
    });
    if (ids!.error.some((e) => e > 0)) out.error.fill(Infinity);
    return out;
  },
};

/** What computing some nodes one after another would cost. */
export interface Costs {
  flops: number;
  bytes: number;
}

/**
 * Each node once. A node that computes reads the elements of its sources, each at most once, and writes its result. Views
 * are free, but pad, fold and take copy, and so does a result that is only a view. Conversions that an op does by itself count
 * as one operation an element; so does choosing between an element and the zero of a pad, and finding out which it is.
 */
export function eagerCosts(roots: readonly Node[]): Costs {
  const costs = { flops: 0, bytes: 0 };
  const bytes = (n: Node, elements = n.type.size): number => elements * bytesOf(n.type.dtype);
  const seen = new Set(roots);
  const wanted = new Set(roots);
  const lying = new Set(roots);
  for (const n of lying) if (!isRealized(n) && n.op.alias) lying.add(n.src[0]!); // both are one memory
  const copies = (n: Node): boolean => n.op.computes(n) || n.op.name === "take" || isPad(n);
  const times = growth(roots, "pad", "fold");
  const reached = growth(roots, "pad", "fold", "take");
  /**
   * Plans look neither at guards nor at ids: what a pad or a take loads counts once for each element of the result,
   * and where computing is fused into a pad, for as many as there are.
   */
  const readsOf = (n: Node, s: Node, side: number): number =>
    reached.get(n)! > 1
      ? Infinity
      : side === 0 && copies(n) && (isPad(n) || !n.op.computes(n))
        ? elementsOf(n)
        : s.type.size;
  /** Bytes behind a source, where only views lie in between. */
  const behind = (n: Node, size = n.type.size): number =>
    isRealized(n) || copies(n) || lying.has(n)
      ? bytes(n, Math.min(size, n.type.size))
      : n.src.length === 0
        ? 0
        : behind(n.src[0]!, size);
  for (const n of seen) {
    if (isRealized(n)) {
      if (wanted.has(n)) costs.bytes += 2 * bytes(n);
      continue;
    }
    for (const s of n.src) seen.add(s);
    costs.flops += times.get(n)! * (n.op.flops(n) + conversions(n));
    if (n.op.computes(n)) for (const s of n.src) costs.flops += times.get(n)! * zeros(s, turns(n, s));
    else if (wanted.has(n)) costs.flops += zeros(n, n.type.size);
    if (n.op.name === "take") costs.bytes += bytes(n.src[1]!); // a plan may look at the indices again for another reader
    if (copies(n)) {
      n.src.forEach((s, side) => {
        costs.bytes += behind(s, readsOf(n, s, side));
      });
      costs.bytes += bytes(n);
    } else if (wanted.has(n)) costs.bytes += bytes(n) + (n.src.length > 0 ? behind(n.src[0]!, n.type.size) : 0);
  }
  return costs;
}

/**
 * How much larger the pads behind a node make it: a plan fuses what is computed into the pad and then computes it where the
 * zeros are as well, which saves memory traffic and costs arithmetic.
 */
function growth(roots: readonly Node[], ...grows: readonly string[]): ReadonlyMap<Node, number> {
  const times = new Map<Node, number>(roots.map((n) => [n, 1]));
  for (const n of topological(roots).reverse()) {
    const own = times.get(n)!;
    for (const s of isRealized(n) ? [] : n.src) {
      const through = grows.includes(n.op.name) ? (own * elementsOf(n)) / Math.max(1, s.type.size) : own;
      times.set(s, Math.max(times.get(s) ?? 1, through));
    }
  }
  return times;
}

/** Puts zeros where its source has nothing: a pad, or windows laid over one another. */
const isPad = (n: Node): boolean => n.op.name === "pad" || n.op.name === "fold";
/** How many elements it asks for. */
const elementsOf = (n: Node): number => (n.op.name === "fold" ? n.op.flops(n) : n.type.size);
/** Finding out whether there is an element, and choosing between it and a zero. */
const choices = (n: Node): number =>
  n.op.name === "fold" ? 1 + listOf(n).length : 1 + 2 * listOf(n).filter((a) => a !== 0).length;

/** How often an op looks at its source at most. */
const turns = (n: Node, s: Node): number =>
  Math.max(n.op.name === "contract" ? n.op.flops(n) / 2 : n.type.size, s.type.size);

/** Choosing between an element and the zero of a pad, wherever something reads through it. */
function zeros(n: Node, reads: number): number {
  const views = (m: Node): boolean => !isRealized(m) && !m.op.computes(m) && m.src.length > 0;
  let flops = 0;
  for (; views(n); n = n.src[0]!) if (isPad(n)) flops += reads * choices(n);
  return flops;
}

function conversions(n: Node): number {
  if (n.op.name === "scatterAdd") return n.type.size;
  if (!n.op.computes(n)) return 0;
  if (n.op.name === "fold") return elementsOf(n) * choices(n);
  let count = 0;
  if (n.op.name === "map") {
    const visit = (f: Formula, dtypes: readonly DType[], seen = new Set<Formula>()): void => {
      if (f.args.length === 0 || seen.has(f)) return;
      seen.add(f);
      const given = f.args.map((a) => formulaDType(a, dtypes));
      const wanted = argumentDTypes(f.name, f.args, given);
      wanted.forEach((w, i) => {
        if (given[i] !== null && given[i] !== w) count += n.type.size;
      });
      const body = scalar(f.name).as?.(...f.args.map((_, i) => input(i)));
      if (body !== undefined) visit(body, wanted);
      for (const a of f.args) visit(a, dtypes, seen);
    };
    visit(
      n.arg as Formula,
      n.src.map((s) => s.type.dtype),
    );
  } else for (const s of n.src) if (s.type.dtype !== n.type.dtype) count += s.type.size;
  return count;
}
