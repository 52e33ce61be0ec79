// Random programs: a list of instructions, each of which makes tensors out of those that are there. What an instruction does
// depends on its own seed and on what is there, so any part of a program is a program too, and failures can be made smaller.
import { encode, notes } from "../../src/compiler/encode.ts";
import { makePlan } from "../../src/compiler/plan.ts";
import { arrayOf, type DType, isFloat } from "../../src/dtype.ts";
import { convolve, spread } from "../../src/graph/compose/convolution.ts";
import { setAlong, setRows } from "../../src/graph/compose/gathering.ts";
import { windowsOf } from "../../src/graph/compose/phases.ts";
import { Flag, isRealized, type Node, type Storage } from "../../src/graph/node.ts";
import { contract } from "../../src/graph/ops/contract.ts";
import { indexLabel, scatterAdd, scatterAlong, take, takeAlong } from "../../src/graph/ops/gather.ts";
import { scan } from "../../src/graph/ops/scan.ts";
import { argsort } from "../../src/graph/ops/sort.ts";
import { alias } from "../../src/graph/ops/source.ts";
import { foldWindows, window } from "../../src/graph/ops/window.ts";
import {
  adaptiveAvgPool1d,
  arange,
  avgPool1d,
  customGradient,
  einsum,
  full,
  Generator,
  GradientError,
  gradientsOf,
  interpolate,
  keep,
  maxPool1d,
  StaleTensorError,
  Tensor,
  tensor,
  type Variable,
} from "../../src/index.ts";
import { derivative } from "../../src/ir/derivative.ts";
import { call, input } from "../../src/ir/formula.ts";
import { type Row, scalars } from "../../src/ir/scalar.ts";
import { reaches } from "../../src/runtime/failure.ts";
import type { Timeline } from "../../src/runtime/timeline.ts";
import { Eager, eagerCosts, type Value } from "../support/eager.ts";
import { freshDevice } from "../support/fresh.ts";
import { calls, flatCalls } from "./methods.ts";

/** mulberry32: 32 bits of state. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 0;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  /** 0 … n − 1. */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)]!;
  }
  shuffled<T>(list: readonly T[]): T[] {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }
}

export interface Instruction {
  readonly kind: Kind;
  readonly seed: number;
}
export interface Style {
  /** float64 and differentiable functions only. */
  readonly smooth: boolean;
  /** Other numbers in the same graphs. */
  readonly salt: number;
}

interface Entry {
  readonly tensor: Tensor;
  /** The node at the time of its making. */
  readonly node: Node;
  readonly value: Value;
  /** It was too late already when it was made. */
  readonly stale: boolean;
}

const most = 3000; // elements of a tensor

/** A program while it runs. */
export class Machine {
  readonly random: Random;
  readonly style: Style;
  readonly eager = new Eager();
  readonly pool: Entry[] = [];
  readonly variables: Variable[] = [];
  readonly log: string[] = [];
  readonly kept = new Set<Node>();
  assigned = false;

  constructor(style: Style, random: Random) {
    this.style = style;
    this.random = random;
  }

  run(program: readonly Instruction[]): void {
    for (const { kind, seed } of program) kinds[kind](new Step(this, new Random(seed)));
  }

  add(t: Tensor, text: string): Tensor {
    this.log.push(`t${this.pool.length} = ${text} // ${t.dtype} [${t.shape}]`);
    this.pool.push({ tensor: t, node: t.node, value: this.eager.value(t.node), stale: isStale(t.node) });
    return t;
  }

  name(t: Tensor): string {
    const i = this.pool.findIndex((e) => e.tensor === t);
    return i >= 0 ? `t${i}` : "?";
  }

  /** Reads a tensor and compares it with the value it had when it was made. */
  check(entry: Entry): void {
    const live = entry.tensor.variable !== null;
    const node = live ? entry.tensor.node : entry.node;
    const value = live ? this.eager.value(node) : entry.value;
    const name = `t${this.pool.indexOf(entry)}`;
    let bytes: Uint8Array;
    const isThere = isRealized(node) && (node.data as Storage).failure === null && !isStale(node);
    const isLate = (node.flags & Flag.consumed) !== 0 || entry.stale;
    const mayBeStale = this.assigned && !isThere && isLate && !this.kept.has(node);
    try {
      bytes = this.timeline.readSync(node);
    } catch (error) {
      if (error instanceof StaleTensorError && mayBeStale) return;
      throw new Error(`reading ${name}: ${(error as Error).message}`, { cause: error });
    }
    const { dtype, size } = node.type;
    const found = new (arrayOf(dtype))(bytes.slice().buffer, 0, size);
    for (let i = 0; i < size; i++) {
      const [x, y] = [found[i]!, value.at[i]!];
      const slack = 8 * value.error[i]!;
      if (x === y || Object.is(x, y) || Math.abs(x - y) <= slack || !Number.isFinite(slack)) continue;
      throw new Error(`${name}, element ${i}: the plan gives ${x}, the oracle ${y} (rounding explains ${slack})`);
    }
  }

  get timeline(): Timeline {
    return this.pool[0]!.node.type.place as Timeline;
  }

  /** Plans some of what has not been computed, and compares what that costs with an eager run. */
  count(roots: readonly Node[]): void {
    const distinct = [...new Set(roots)].filter((n) => !isRealized(n));
    if (distinct.length === 0) return;
    const asked = distinct.map((node) => ({ node, into: null }));
    try {
      encode(asked, 0);
    } catch (error) {
      if (error instanceof StaleTensorError) return;
      throw error;
    }
    const { nodes, storages, numbers } = notes;
    const plan = makePlan(
      { roots: asked, nodes, storages, free: new Uint8Array(numbers.length), split: false },
      this.timeline.device.limits,
    );
    const eager = eagerCosts(distinct);
    // Arithmetic on single numbers is done again in every kernel that needs it: a few operations, no memory.
    const again = 4 * plan.steps.length * nodes.filter((n) => n.type.size === 1).length;
    const names = distinct.map((n) => `t${this.pool.findIndex((e) => e.node === n)}`);
    const steps = plan.steps
      .map((step) => step.kernel)
      .filter((kernel) => kernel.stores.some((store) => kernel.buffers[store.buffer]!.size > 0)); // devices skip the others
    const flops = steps.reduce((sum, kernel) => sum + kernel.flops, 0);
    const bytes = steps.reduce((sum, kernel) => sum + kernel.bytes, 0);
    // Where there is nothing, loops never turn but what is outside of them counts.
    const empty = nodes.some((n) => n.type.size === 0);
    // A single number that a pad makes one of many is computed again for each.
    if (!nodes.some(padsSingle) && !empty && flops > 1.1 * eager.flops + again)
      throw new Error(`the plan of ${names} takes ${flops} flops, an eager run ${eager.flops}`);
    if (!empty && bytes > eager.bytes)
      throw new Error(`the plan of ${names} moves ${bytes} bytes, an eager run ${eager.bytes}`);
  }

  keep(n: Node): void {
    if (!isStale(n)) this.kept.add(n);
    keep(new Tensor(n));
  }

  /** Everything that is there, in random order. */
  finish(): void {
    if (this.pool.length === 0) return;
    const { random } = this;
    const open = this.pool.filter((e) => !isRealized(e.node));
    if (open.length > 0) {
      const roots = Array.from({ length: 1 + random.int(3) }, () => random.pick(open).node);
      this.count(roots);
      for (const n of roots) this.keep(n);
    }
    for (const entry of random.shuffled(this.pool)) this.check(entry);
  }
}

const padsSingle = (n: Node): boolean => n.op.name === "pad" && behindViews(n).type.size === 1;

function behindViews(n: Node): Node {
  while (!isRealized(n) && !n.op.computes(n) && n.src.length > 0) n = n.src[0]!;
  return n;
}

/** Something upstream is not there any more. */
const isStale = (n: Node): boolean =>
  reaches(n, (m) => isRealized(m) && (m.data as Storage).mutable && (m.data as Storage).version !== m.arg);

type Interval = readonly [number, number];
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** They broadcast, to a size that is not too large. */
function isBroadcast(t: Tensor, u: Tensor): boolean {
  let size = 1;
  for (let i = 1; i <= Math.max(t.rank, u.rank); i++) {
    const [a, b] = [t.shape.at(-i) ?? 1, u.shape.at(-i) ?? 1];
    if (a !== b && a !== 1 && b !== 1) return false;
    size *= a === 1 ? b : a;
  }
  return size <= most;
}

/** One instruction at work: its own random numbers, and the tensors it may use. */
class Step {
  readonly m: Machine;
  readonly r: Random;
  readonly smooth: boolean;
  constructor(m: Machine, r: Random) {
    this.m = m;
    this.r = r;
    this.smooth = m.style.smooth;
  }

  dtype(): DType {
    if (this.smooth) return "float64";
    return this.r.pick(["float32", "float32", "float32", "float64", "int32", "uint8", "bool"]);
  }
  /** Mostly small; empty now and then; rarely large. */
  shape(): number[] {
    const { r } = this;
    if (!this.smooth && r.chance(0.03)) return r.pick([[33, 40], [700], [3, 17, 20]]);
    const rank = r.pick([0, 1, 1, 2, 2, 2, 3, 3, 4]);
    return Array.from({ length: rank }, () => (r.chance(0.02) ? 0 : r.pick([1, 1, 2, 2, 3, 3, 4, 5])));
  }
  data(size: number, dtype: DType): number[] {
    const { r } = this;
    const coarse = !this.smooth && r.chance(0.6);
    return Array.from({ length: size }, () =>
      dtype === "bool"
        ? r.int(2)
        : dtype === "uint8"
          ? r.int(r.chance(0.1) ? 256 : 6)
          : dtype === "int32"
            ? r.int(11) - 5
            : coarse
              ? (r.int(25) - 12) / 4
              : 4 * r.next() - 2,
    );
  }
  leaf(shape = this.shape(), dtype = this.dtype()): Tensor {
    return this.add(tensor(this.data(product(shape), dtype), { shape, dtype }), "leaf");
  }
  ids(shape: readonly number[], rows: number): Tensor {
    const count = product(shape);
    if (this.r.chance(0.3)) return this.add(full(shape, this.r.int(rows), { dtype: "int32" }), "computed ids");
    const dtype = this.r.pick(["int32", "int32", "uint8", "uint32"] as const);
    const data = Array.from({ length: count }, () => this.r.int(rows));
    return this.add(tensor(data, { shape, dtype }), `ids ${data}`);
  }
  /** Something that is there, but for the uint32 of ids, which meets no int32; recent ones more often. */
  any(fits: (t: Tensor) => boolean = () => true): Tensor {
    const good = this.m.pool.filter((e) => e.tensor.dtype !== "uint32" && fits(e.tensor));
    if (good.length === 0) {
      for (let i = 0; i < 30; i++) {
        const t = this.leaf();
        if (fits(t)) return t;
      }
      return this.leaf([2, 3], this.smooth ? "float64" : "float32");
    }
    const { r } = this;
    const at = r.chance(0.5) ? good.length - 1 - Math.floor(r.next() ** 2 * good.length) : r.int(good.length);
    return good[at]!.tensor;
  }
  value(t: Tensor): Value {
    return this.m.eager.value(t.node);
  }
  largest(t: Tensor): number {
    return this.value(t).at.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  }
  /** A tensor with values in an interval, made from t. */
  inside(t: Tensor, [low, high]: Interval): Tensor {
    const wide: Interval = low < 0 ? [-20, 20] : [low, 2 * high];
    if (this.value(t).at.every((x) => x >= wide[0] && x <= wide[1])) return t;
    const squashed = t
      .sin()
      .mul((high - low) / 2.2)
      .add((low + high) / 2);
    return this.add(squashed, `${this.n(t)} squashed into ${low} … ${high}`);
  }
  n(t: Tensor): string {
    return this.m.name(t);
  }
  add(t: Tensor, text: string): Tensor {
    return this.m.add(t, text);
  }
  number(): number {
    return this.r.pick([-1, 0.5, 2, 3, 1.25, 0.1, 1]) + this.m.style.salt;
  }
  /** The elements of t in any other shape: cut off or filled up with zeros. */
  fit(t: Tensor, shape: readonly number[]): Tensor {
    const need = product(shape);
    const flat = t.flatten();
    const cut = flat.size > need ? flat.slice(0, need) : flat.size < need ? flat.pad([[0, need - flat.size]]) : flat;
    return this.add(cut.reshape([...shape]), `${this.n(t)} as [${shape}]`);
  }
  /** Another tensor that broadcasts with t. */
  partner(t: Tensor): Tensor {
    const { r } = this;
    const good = this.m.pool.filter((e) => e.tensor.dtype !== "uint32" && isBroadcast(t, e.tensor));
    if (good.length > 0 && r.chance(0.7)) return r.pick(good).tensor;
    const shape = t.shape.map((d) => (r.chance(0.25) ? 1 : d)).slice(r.chance(0.2) ? r.int(t.rank + 1) : 0);
    return r.chance(0.5) ? this.leaf(shape) : this.fit(this.any(), shape);
  }
  float(t: Tensor): Tensor {
    return isFloat(t.dtype) ? t : this.cast(t, this.r.pick(["float32", "float64"]));
  }
  cast(t: Tensor, dtype: DType): Tensor {
    return t.dtype === dtype ? t : this.add(t.to(dtype), `${this.n(t)}.to(${dtype})`);
  }
  /** Not so large that products overflow. */
  tame(t: Tensor, limit = 100): Tensor {
    const peak = this.largest(t);
    if (peak <= limit) return t;
    if (!isFloat(t.dtype)) return this.add(t.ne(0).to(t.dtype), `${this.n(t)} ≠ 0`);
    if (!Number.isFinite(peak)) return this.leaf([...t.shape], t.dtype);
    return this.add(t.mul(2 ** -Math.ceil(Math.log2(peak))), `${this.n(t)} scaled down`);
  }
  axes(t: Tensor): number[] | undefined {
    const { r } = this;
    if (t.rank === 0 || r.chance(0.2)) return undefined;
    const list = t.shape.map((_, i) => i).filter(() => r.chance(0.5));
    return list.length > 0 ? list : [r.int(t.rank) - (r.chance(0.3) ? t.rank : 0)];
  }
  /** The method of a row of the scalar table. */
  call(arity: number): { name: string; domain: readonly Interval[]; fits: (t: Tensor) => boolean } {
    const list = rows.filter(([name, row]) => row.domain.length === arity && (!this.smooth || isSmooth(name, row)));
    const [name, { domain, typing }] = this.r.pick(list);
    return { name, domain, fits: (t) => typing !== "integer" || !isFloat(t.dtype) };
  }
  isWhole(name: string): boolean {
    return rows.some(([n, row]) => n === name && row.typing === "integer");
  }
}

const label = indexLabel("take", "index");
const rows = Object.entries<Row>(scalars).filter(([, row]) => row.internal !== true && row.typing !== "select");
const isSmooth = (name: string, { domain, typing }: Row): boolean => {
  const f = call(name, ...domain.map((_, i) => input(i)));
  return !typing.endsWith("32") && domain.some((_, side) => derivative(f, domain.length, side) !== null);
};
type Method = (this: Tensor, ...args: unknown[]) => Tensor;
const method = (t: Tensor, name: string, ...args: unknown[]): Tensor =>
  (t as unknown as Record<string, Method>)[name]!.call(t, ...args);

const kinds = {
  leaf: (s: Step) => void s.leaf(),
  variable(s: Step) {
    const shape = s.shape();
    const dtype = s.smooth ? "float64" : s.r.pick(["float32", "float64"] as const);
    const v = tensor(s.data(product(shape), dtype), { shape, dtype, requiresGrad: true });
    s.m.variables.push(v);
    s.add(v, "variable");
  },
  constant(s: Step) {
    const x = s.number();
    s.add(full(s.shape(), x, { dtype: s.smooth ? "float64" : "float32" }), `full ${x}`);
  },
  counting(s: Step) {
    if (!s.smooth) s.add(arange(s.r.int(3), 3 + s.r.int(12), 1 + s.r.int(2)), "arange");
  },
  random(s: Step) {
    if (s.smooth) return;
    const g = new Generator(s.r.int(1000));
    if (s.r.chance(0.5)) g.state = { seed: s.r.int(2 ** 31), drawn: 2 ** 32 - 5 };
    s.add(s.r.chance(0.5) ? g.rand(s.shape()) : g.randn(s.shape()), "random");
  },
  batch(s: Step) {
    const t = s.any((u) => u.rank > 0 && isRealized(u.node));
    const size = t.shape[0] ?? 0;
    if (size === 0) return;
    const from = s.r.int(size);
    const to = from + s.r.int(size - from + 1);
    s.add(t.slice(from, to), `${s.n(t)}.slice(${from}, ${to})`);
  },
  unary(s: Step) {
    const { name, domain, fits } = s.call(1);
    const t = s.inside(s.any(fits), domain[0]!);
    if (fits(t)) s.add(method(t, name), `${s.n(t)}.${name}()`);
  },
  binary(s: Step) {
    const { name, domain, fits } = s.call(2);
    const a = s.inside(s.any(fits), domain[0]!);
    if (!fits(a)) return;
    if (s.r.chance(0.2)) {
      const by = s.isWhole(name) ? s.r.int(4) : Math.abs(s.number());
      s.add(method(a, name, by), `${s.n(a)}.${name}(${by})`);
      return;
    }
    const b = s.inside(s.partner(a), domain[1]!);
    if (fits(b)) s.add(method(a, name, b), `${s.n(a)}.${name}(${s.n(b)})`);
  },
  ternary(s: Step) {
    const { name, domain } = s.call(3);
    const a = s.inside(s.any(), domain[0]!);
    const others = domain
      .slice(1)
      .map((d) => (s.r.chance(0.5) ? d[0] + s.r.next() * (d[1] - d[0]) : s.inside(s.fit(s.any(), a.shape), d)));
    const text = others.map((x) => (typeof x === "number" ? x : s.n(x)));
    s.add(method(a, name, ...others), `${s.n(a)}.${name}(${text})`);
  },
  arithmetic(s: Step) {
    const name = s.r.pick(["add", "sub", "mul", "maximum"]);
    const a = s.tame(s.any());
    const b = s.tame(s.partner(a));
    s.add(method(a, name, b), `${s.n(a)}.${name}(${s.n(b)})`);
  },
  where(s: Step) {
    const a = s.any();
    const b = s.partner(a);
    const c = s.fit(s.any(), a.add(b).shape);
    const condition = s.r.chance(0.5) ? c : s.add(c.lt(0.3), `${s.n(c)}.lt(0.3)`);
    const other = s.r.chance(0.2) ? s.number() : b;
    s.add(condition.where(a, other), `${s.n(condition)}.where(${s.n(a)}, ${other === b ? s.n(b) : other})`);
  },
  reduce(s: Step) {
    const name = s.r.pick(
      s.smooth
        ? ["sum", "sum", "mean", "max", "prod", "var"]
        : [
            "sum",
            "sum",
            "mean",
            "max",
            "min",
            "prod",
            "argmax",
            "argmin",
            "var",
            "any",
            "all",
            "countNonzero",
            "nanSum",
          ],
    );
    const t = s.tame(
      s.any((u) => u.size > 0 || name === "sum"),
      name === "prod" ? 2 : 1000,
    );
    const picks = name.startsWith("arg");
    if ((t.size === 0 && name !== "sum") || (picks && t.rank === 0)) return;
    if (name === "prod" && t.size > 40) return;
    const axes = picks ? s.r.int(t.rank) : s.axes(t);
    const keepdim = s.r.chance(0.4);
    s.add(method(t, name, axes, { keepdim }), `${s.n(t)}.${name}(${JSON.stringify(axes)}, { keepdim: ${keepdim} })`);
  },
  norm(s: Step) {
    const t = s.tame(s.float(s.any((u) => u.size > 0)));
    if (t.size === 0) return;
    const [p, axes] = [s.r.pick([1, 2, 3, Infinity]), s.axes(t)];
    s.add(t.norm(p, axes), `${s.n(t)}.norm(${p}, ${JSON.stringify(axes)})`);
  },
  softmax(s: Step) {
    const name = s.r.pick(["softmax", "logSoftmax", "logSumExp"]);
    const t = s.tame(
      s.any((u) => u.rank > 0 && u.size > 0),
      20,
    );
    if (t.rank === 0 || t.size === 0) return;
    const axis = s.r.int(t.rank);
    s.add(method(t, name, axis), `${s.n(t)}.${name}(${axis})`);
  },
  matmul(s: Step) {
    const isNumber = (t: Tensor): boolean => t.dtype !== "bool" && t.dtype !== "uint8";
    const a = s.tame(s.any((t) => t.rank > 0 && isNumber(t)));
    if (a.rank === 0 || !isNumber(a)) return;
    const k = a.shape.at(-1)!;
    const n = s.r.pick([1, 2, 3, 5, 9]);
    const shape = s.r.chance(0.2) ? [k] : [...(s.r.chance(0.3) ? a.shape.slice(0, -2) : []), k, n];
    if (a.size * n > 20_000) return;
    const b = s.cast(s.r.chance(0.6) ? s.tame(s.fit(s.any(), shape)) : s.leaf(shape, a.dtype), a.dtype);
    s.add(a.matmul(b), `${s.n(a)}.matmul(${s.n(b)})`);
  },
  contract(s: Step) {
    const a = s.tame(s.float(s.any((t) => t.rank > 0 && t.size <= 400)));
    if (a.size > 400) return;
    const labels = a.shape.map((_, i) => i);
    const both = labels.filter(() => s.r.chance(0.6));
    const summed = both.filter(() => s.r.chance(0.6));
    const own = s.r.chance(0.7) ? [10] : [];
    const right = s.r.shuffled([...both, ...own]);
    const out = s.r.shuffled([...labels.filter((l) => !summed.includes(l)), ...own]);
    const shape = right.map((l) => (l === 10 ? s.r.pick([1, 2, 4, 5]) : a.shape[l]!));
    const b = s.cast(s.r.chance(0.4) ? s.leaf(shape, a.dtype) : s.tame(s.fit(s.any(), shape)), a.dtype);
    s.add(
      new Tensor(contract(labels, right, out, a.node, b.node)),
      `contract ${s.n(a)} [${labels}] with ${s.n(b)} [${right}] to [${out}]`,
    );
  },
  einsum(s: Step) {
    // two or three operands over letters that are there twice, once, or on a diagonal
    const sizes: Record<string, number> = { i: s.r.pick([1, 2, 3]), j: s.r.pick([1, 2, 4]), k: 3, l: s.r.pick([2, 5]) };
    const term = (): string => Array.from({ length: s.r.int(4) }, () => s.r.pick(["i", "j", "k", "l"])).join("");
    const terms = Array.from({ length: 1 + s.r.int(3) }, term);
    const output = s.r.shuffled([...new Set(terms.join(""))].filter(() => s.r.chance(0.5))).join("");
    const operands = terms.map((t) =>
      s.tame(
        s.float(
          s.fit(
            s.any(),
            [...t].map((letter) => sizes[letter]!),
          ),
        ),
        4,
      ),
    );
    const text = `${terms}->${output}`;
    s.add(einsum(text as string, ...operands), `einsum("${text}", ${operands.map((t) => s.n(t))})`);
  },
  reshape(s: Step) {
    const t = s.any();
    const factors: number[] = t.size === 0 ? [0, s.r.int(3)] : [];
    for (let p = 2, left = t.size; left > 1; )
      if (left % p === 0) {
        factors.push(p);
        left /= p;
      } else p++;
    const shape: number[] = [];
    for (const f of s.r.shuffled(factors))
      if (shape.length > 0 && (shape.length >= 4 || s.r.chance(0.4))) shape[s.r.int(shape.length)]! *= f;
      else shape.push(f);
    if (shape.length < 4 && s.r.chance(0.3)) shape.splice(s.r.int(shape.length + 1), 0, 1);
    s.add(t.reshape(shape), `${s.n(t)}.reshape([${shape}])`);
  },
  permute(s: Step) {
    const t = s.any((u) => u.rank > 1);
    const order = s.r.shuffled(t.shape.map((_, i) => i));
    s.add(t.permute(...order), `${s.n(t)}.permute(${order})`);
  },
  expand(s: Step) {
    const t = s.any((u) => u.size < 200);
    if (t.size >= 200) return;
    const shape = t.shape.map((d) => (d === 1 && s.r.chance(0.7) ? s.r.pick([2, 3, 5]) : d));
    if (shape.length < 4 && s.r.chance(0.4)) shape.unshift(s.r.pick([1, 2, 3]));
    s.add(t.expand(shape), `${s.n(t)}.expand([${shape}])`);
  },
  pad(s: Step) {
    const t = s.any((u) => u.rank > 0 && u.size < 500);
    if (t.size >= 500) return;
    const amounts = t.shape.map(() => [s.r.pick([0, 0, 1, 2]), s.r.pick([0, 1, 3])] as const);
    s.add(t.pad(amounts), `${s.n(t)}.pad(${JSON.stringify(amounts)})`);
  },
  slice(s: Step) {
    const t = s.any((u) => u.rank > 0);
    if (t.rank === 0) return;
    const axis = s.r.int(t.rank);
    const from = s.r.int(t.shape[axis]! + 1);
    const to = from + s.r.int(t.shape[axis]! - from + 1);
    s.add(t.slice(from, to, axis), `${s.n(t)}.slice(${from}, ${to}, ${axis})`);
  },
  flip(s: Step) {
    const t = s.any((u) => u.rank > 0);
    const axes = s.axes(t);
    s.add(t.flip(axes), `${s.n(t)}.flip(${axes})`);
  },
  take(s: Step) {
    const t = s.any((u) => u.rank > 0 && u.size > 0 && u.size < 500);
    if (t.rank === 0 || t.size === 0) return;
    const batch = s.r.chance(0.3) ? s.r.int(t.rank) : 0;
    const picks = [...t.shape.slice(0, batch), ...s.r.pick([[], [2], [3], [2, 2], [7]])];
    const ids = s.ids(picks, t.shape[batch]!);
    s.add(new Tensor(take(t.node, ids.node, batch, label)), `take of ${s.n(t)} at ${s.n(ids)}, batch ${batch}`);
  },
  scatter(s: Step) {
    const counts = (t: Tensor): boolean => isFloat(t.dtype) || t.dtype === "int32";
    const t = s.tame(s.any((u) => u.size > 0 && u.size < 500 && counts(u)));
    if (!counts(t) || t.size === 0) return;
    const picks = s.r.int(t.rank + 1);
    const batch = s.r.int(picks + 1);
    const size = 1 + s.r.int(5);
    const ids = s.ids(t.shape.slice(0, picks), size);
    s.add(
      new Tensor(scatterAdd(ids.node, t.node, size, batch, label)),
      `scatterAdd of ${s.n(t)} at ${s.n(ids)}, ${size} rows, batch ${batch}`,
    );
  },
  scan(s: Step) {
    const name = s.r.pick(["sum", "sum", "max", "min", "prod"] as const);
    const t = s.tame(
      s.any((u) => u.rank > 0 && u.size < 500),
      name === "prod" ? 3 : 100,
    );
    if (t.rank === 0 || t.size >= 500) return;
    const axis = s.r.int(t.rank);
    s.add(new Tensor(scan(name, t.node, axis)), `cumulative ${name} of ${s.n(t)} along ${axis}`);
  },
  sort(s: Step) {
    const t = s.any((u) => u.rank > 0 && u.size < 500);
    if (t.rank === 0 || t.size >= 500) return;
    const axis = s.r.int(t.rank);
    const down = s.r.chance(0.5);
    const order = s.add(
      new Tensor(argsort(t.node, axis, down)),
      `argsort of ${s.n(t)} along ${axis}${down ? ", down" : ""}`,
    );
    if (s.r.chance(0.7)) s.add(new Tensor(takeAlong(t.node, order.node, axis, label)), `${s.n(t)} sorted`);
  },
  along(s: Step) {
    const t = s.tame(s.float(s.any((u) => u.rank > 0 && u.size > 0 && u.size < 500)));
    if (t.rank === 0 || t.size === 0 || t.size >= 500) return;
    const axis = s.r.int(t.rank);
    const size = 1 + s.r.int(4);
    if (s.r.chance(0.5)) {
      const ids = s.ids(t.shape.with(axis, size), t.shape[axis]!);
      s.add(new Tensor(takeAlong(t.node, ids.node, axis, label)), `${s.n(t)} at ${s.n(ids)} along ${axis}`);
    } else {
      const ids = s.ids(t.shape, size);
      const sum = scatterAlong(ids.node, t.node, size, axis, label);
      s.add(new Tensor(sum), `${s.n(t)} added at ${s.n(ids)} along ${axis}`);
    }
  },
  window(s: Step) {
    const t = s.any((u) => u.rank > 0 && u.size > 0 && u.size < 300);
    if (t.rank === 0 || t.size === 0 || t.size >= 300) return;
    const axes = s.r.int(Math.min(t.rank, 2)) + 1;
    const along = t.shape.slice(-axes).map((n) => {
      const size = 1 + s.r.int(Math.min(n, 3));
      const dilation = size === 1 ? s.r.pick([1, 2]) : 1 + s.r.int(Math.floor((n - 1) / (size - 1)));
      return { size, dilation, stride: s.r.pick([1, 1, 2, 3, 4]) };
    });
    s.add(new Tensor(window(t.node, along)), `windows of ${s.n(t)}, ${JSON.stringify(along)}`);
  },
  fold(s: Step) {
    const axes = s.r.pick([1, 1, 2]);
    const t = s.tame(s.float(s.any((u) => u.rank >= 2 * axes && u.size < 300)));
    if (t.rank < 2 * axes || t.size === 0 || t.size >= 300) return;
    const along = t.shape
      .slice(-axes)
      .map((size) => ({ size, stride: s.r.pick([1, 1, 2, 3]), dilation: s.r.pick([1, 1, 2, 3]) }));
    const sizes = along.map(({ size, stride, dilation }, i) => {
      const windows = t.shape.at(i - 2 * axes)!;
      return (windows - 1) * stride + (size - 1) * dilation + 1 + s.r.int(stride);
    });
    s.add(new Tensor(foldWindows(t.node, sizes, along)), `fold of ${s.n(t)} to [${sizes}], ${JSON.stringify(along)}`);
  },
  convolution(s: Step) {
    const t = s.tame(s.float(s.any((u) => u.rank > 0 && u.size > 0 && u.size < 300)));
    if (t.size === 0 || t.size >= 300) return;
    const rank = Math.min(t.rank, 1 + s.r.int(2));
    const groups = s.r.pick([1, 1, 2]);
    const spatial = t.shape.slice(-rank);
    const lines = spatial.map((length) => {
      const [low, high] = [s.r.int(3), s.r.int(3)];
      const size = 1 + s.r.int(Math.min(3, length + low + high));
      const dilation =
        size === 1 ? 1 : s.r.pick([1, 1, Math.max(1, Math.floor((length + low + high - 1) / (size - 1)))]);
      return { length, low, high, size, dilation, stride: s.r.pick([1, 1, 2, 3]) };
    });
    const channels = groups * s.r.pick([1, 2]);
    const filters = groups * s.r.pick([1, 2, 3]);
    const x = s.fit(t, [s.r.pick([1, 2]), channels, ...spatial]);
    const w = s.fit(s.cast(s.tame(s.float(s.any())), x.dtype), [
      filters,
      channels / groups,
      ...lines.map((l) => l.size),
    ]);
    const text = `${s.n(x)} with ${s.n(w)}, ${JSON.stringify({ lines, groups })}`;
    if (s.r.chance(0.7)) s.add(new Tensor(convolve(x.node, w.node, { lines, groups })), `convolution of ${text}`);
    else {
      const y = s.fit(t, [2, filters, ...lines.map(windowsOf)]);
      s.add(new Tensor(spread(y.node, w.node, { lines, groups })), `transposed convolution of ${s.n(y)} for ${text}`);
    }
  },
  /** What is composed of sorting and gathering. */
  ordering(s: Step) {
    const t = s.any((u) => u.rank > 0 && u.size > 0 && u.size < 200);
    if (t.rank === 0 || t.size === 0 || t.size >= 200) return;
    const axis = s.r.int(t.rank);
    const size = t.shape[axis]!;
    const k = 1 + s.r.int(size);
    const largest = s.r.chance(0.5);
    const ways: Record<string, () => Tensor> = {
      [`median(${axis})`]: () => t.median(axis),
      [`quantile(0.3, ${axis})`]: () => s.float(t).quantile(0.3, axis),
      [`topk(${k}, ${axis}, ${largest})`]: () => t.topk(k, axis, { largest }).values,
      [`kthvalue(${k}, ${axis})`]: () => t.kthvalue(k, axis).values,
      [`cummax(${axis})`]: () => t.cummax(axis).values,
      searchsorted: () => {
        const line = s.float(t).sort(-1).values;
        return line.searchsorted(s.cast(s.fit(s.any(), line.shape.with(-1, 3)), line.dtype), { right: largest });
      },
    };
    const name = s.r.pick(Object.keys(ways));
    s.add(ways[name]!(), `${s.n(t)}.${name}`);
  },
  /** Elements or rows of one tensor in places of another. */
  set(s: Step) {
    const t = s.any((u) => u.rank > 0 && u.size > 0 && u.size < 200);
    if (t.rank === 0 || t.size === 0 || t.size >= 200) return;
    const axis = s.r.int(t.rank);
    const rows = t.shape[axis]!;
    const along = s.r.chance(0.5);
    const picks = along ? t.shape.with(axis, 1 + s.r.int(4)) : [...t.shape.slice(0, axis), 1 + s.r.int(4)];
    const ids = s.ids(picks, rows);
    const values = s.cast(s.fit(s.tame(s.any()), along ? picks : [...picks, ...t.shape.slice(axis + 1)]), t.dtype);
    const set = along
      ? setAlong(t.node, ids.node, values.node, axis)
      : setRows(t.node, ids.node, values.node, axis, label);
    s.add(new Tensor(set), `${s.n(t)} with ${s.n(values)} at ${s.n(ids)}, ${along ? "along" : "rows of"} axis ${axis}`);
  },
  pool(s: Step) {
    const t = s.tame(s.float(s.any((u) => u.rank > 0 && u.size > 0 && u.size < 200)));
    if (t.rank === 0 || t.size === 0 || t.size >= 200) return;
    const length = t.shape.at(-1)!;
    const image = s.add(t.reshape([1, -1, length]), `${s.n(t)} as an image`);
    const kernel = 1 + s.r.int(Math.min(3, length));
    const options = { stride: 1 + s.r.int(3), padding: s.r.int(Math.floor(kernel / 2) + 1), ceilMode: s.r.chance(0.3) };
    const size = 1 + s.r.int(6);
    const ways: Record<string, () => Tensor> = {
      [`max ${kernel} ${JSON.stringify(options)}`]: () => maxPool1d(image, kernel, options),
      [`mean ${kernel} ${JSON.stringify(options)}`]: () =>
        avgPool1d(image, kernel, { ...options, countIncludePad: s.r.chance(0.5) }),
      [`adaptive ${size}`]: () => adaptiveAvgPool1d(image, size),
      [`nearest ${size}`]: () => interpolate(image, { size }),
      [`linear ${size}`]: () => interpolate(image, { size, mode: "linear", alignCorners: s.r.chance(0.5) }),
    };
    const name = s.r.pick(Object.keys(ways));
    s.add(ways[name]!(), `pool of ${s.n(image)}: ${name}`);
  },
  /** A method by its name, and one of its results. */
  method(s: Step) {
    const t = s.tame(s.float(s.any((u) => u.rank > 0 && u.size > 0 && u.size < 60)), 4);
    if (t.rank === 0 || t.size === 0 || t.size >= 60) return;
    const like = (shape: readonly number[]): Tensor => s.cast(s.tame(s.fit(s.any(), shape), 4), t.dtype);
    const list = s.smooth ? calls : { ...calls, ...flatCalls };
    const name = s.r.pick(Object.keys(list));
    const args = list[name]!(t, { r: s.r, like, ids: (shape, below) => s.ids(shape, below) });
    if (args === null) return;
    const result: unknown = method(t, name, ...args);
    const results = result instanceof Tensor ? [result] : (Object.values(result as object) as Tensor[]);
    const text = args.map((a) => (a instanceof Tensor ? s.n(a) : JSON.stringify(a)));
    const y = s.r.pick(results);
    if (y.size <= most) s.add(y, `${s.n(t)}.${name}(${text})`);
  },
  oneHot(s: Step) {
    const t = s.ids(s.shape(), 3);
    if (t.size < 200) s.add(t.oneHot(3), `${s.n(t)}.oneHot(3)`);
  },
  cast(s: Step) {
    if (!s.smooth) s.cast(s.tame(s.any(), 1e6), s.r.pick(["float32", "float64", "int32", "uint8", "bool"]));
  },
  pass(s: Step) {
    const t = s.any();
    const way = s.r.int(3);
    if (way === 0 && !s.smooth) s.add(t.detach(), `${s.n(t)}.detach()`);
    else if (way === 1) s.add(new Tensor(alias(t.node, false)), `alias of ${s.n(t)}`);
    else if (!s.smooth && isFloat(t.dtype)) {
      const double = customGradient(
        (x) => x.add(x),
        (g) => [g.add(g)],
      );
      s.add(double(t), `twice ${s.n(t)}, with a gradient of its own`);
    }
  },
  /** The same tensor twice, looked at in different ways. */
  diamond(s: Step) {
    const t = s.tame(s.any((u) => u.rank > 1));
    if (t.rank < 2) return;
    const order = s.r.shuffled(t.shape.map((_, i) => i));
    const back = t.permute(...order).reshape([...t.shape]);
    s.add(s.r.chance(0.5) ? t.add(back) : t.mul(back.flip()), `${s.n(t)} with itself, permuted ${order}`);
  },
  chain(s: Step) {
    const first = s.tame(s.float(s.any()));
    const length = s.r.pick([5, 20, 90]);
    let t = first;
    for (let i = 0; i < length; i++) t = i % 3 === 0 ? t.mul(0.5) : i % 3 === 1 ? t.add(1) : t.tanh();
    s.add(t, `${length} functions of ${s.n(first)}`);
  },
  gradient(s: Step) {
    const t = s.any((u) => u.requiresGrad);
    if (!t.requiresGrad) return;
    const loss = s.r.chance(0.5) ? t.sum() : s.tame(t).square().mean();
    if (!loss.requiresGrad) return;
    try {
      const all = gradientsOf(loss, s.m.variables, { retainGraph: true, createGraph: s.smooth || s.r.chance(0.3) });
      all.forEach((g, i) => {
        s.add(g, `gradient of a loss of ${s.n(t)} with respect to ${s.n(s.m.variables[i]!)}`);
      });
    } catch (error) {
      if (!(error instanceof GradientError)) throw error; // a part of it has been differentiated and dropped
    }
  },
  backward(s: Step) {
    const t = s.any((u) => u.requiresGrad);
    if (s.smooth || !t.requiresGrad) return;
    const loss = s.tame(t).sum();
    if (!loss.requiresGrad) return;
    try {
      loss.backward(null, { retainGraph: s.r.chance(0.5) });
    } catch (error) {
      if (!(error instanceof GradientError)) throw error;
      return;
    }
    s.m.log.push(`sum of ${s.n(t)}: backward`);
    for (const v of s.m.variables) if (v.grad !== null && s.r.chance(0.5)) s.add(v.grad, `${s.n(v)}.grad`);
    if (s.r.chance(0.5)) return;
    for (const v of s.m.variables) v.zeroGrad();
    s.m.log.push("zeroGrad");
  },
  assign(s: Step) {
    if (s.smooth || s.m.variables.length === 0) return;
    const v = s.r.pick(s.m.variables);
    const way = s.r.int(4);
    const other = s.any();
    let value: Tensor = v.mul(0.5).add(1);
    let text = "half of itself plus 1";
    if (way === 1) [value, text] = [s.fit(other, v.shape).to(v.dtype), s.n(other)];
    else if (way === 2 && v.rank > 0) [value, text] = [v.flip().add(v), "itself and itself flipped"];
    else if (way === 3 && v.grad !== null) [value, text] = [v.sub(s.tame(v.grad).mul(0.1)), "a step down"];
    s.m.eager.value(value.node);
    if (isStale(value.node)) return; // a failed update is reported, not thrown, and the variable stays what it was
    v.assign(value);
    s.m.eager.value(v.node);
    s.m.assigned = true;
    s.m.log.push(`${s.n(v)}.assign(${text})`);
    s.add(v.add(0.25), `${s.n(v)} after that plus 0.25`);
  },
  keep(s: Step) {
    const t = s.any();
    if (t.variable !== null) return;
    s.m.keep(t.node);
    s.m.log.push(`keep(${s.n(t)})`);
  },
  read(s: Step) {
    if (s.m.pool.length === 0) return;
    const entry = s.r.pick(s.m.pool);
    s.m.log.push(`read t${s.m.pool.indexOf(entry)}`);
    s.m.check(entry);
  },
  count(s: Step) {
    const open = s.m.pool.filter((e) => !isRealized(e.node));
    if (open.length > 0) s.m.count(Array.from({ length: 1 + s.r.int(3) }, () => s.r.pick(open).node));
  },
} satisfies Record<string, (s: Step) => void>;

export type Kind = keyof typeof kinds;
const often: Partial<Record<Kind, number>> = {
  unary: 4,
  binary: 4,
  arithmetic: 4,
  reduce: 4,
  method: 4,
  matmul: 2,
  contract: 2,
  read: 0.5,
  assign: 0.6,
  gradient: 0.7,
  backward: 0.5,
  chain: 0.3,
};
const deck: readonly Kind[] = (Object.keys(kinds) as Kind[]).flatMap((kind) =>
  new Array<Kind>(Math.round(10 * (often[kind] ?? 1))).fill(kind),
);

/** The program of a seed. */
export function programOf(seed: number): Instruction[] {
  const r = new Random(seed);
  const length = 2 + r.int(r.chance(0.1) ? 40 : 14);
  return Array.from({ length }, () => ({ kind: r.pick(deck), seed: r.int(2 ** 31) }));
}

type End = (m: Machine) => void;
/** Runs a program; what went wrong, and the tensors that it made. */
export function attempt(
  program: readonly Instruction[],
  seed: number,
  style: Style,
  end: End = (m) => m.finish(),
): { readonly error: Error | null; readonly machine: Machine } {
  const machine = new Machine(style, new Random(seed));
  try {
    machine.run(program);
    end(machine);
    return { error: null, machine };
  } catch (error) {
    return { error: error as Error, machine };
  }
}

/** A smaller program that still fails. */
export function shrink(
  program: readonly Instruction[],
  seed: number,
  style: Style,
  end?: End,
): { readonly error: Error; readonly machine: Machine } {
  let small = [...program];
  for (let size = Math.ceil(small.length / 2); size >= 1; ) {
    const before = small.length;
    for (let at = 0; at < small.length; ) {
      const less = [...small.slice(0, at), ...small.slice(at + size)];
      freshDevice(); // an error may leave something behind
      if (attempt(less, seed, style, end).error === null) at += size;
      else small = less;
    }
    if (size > 1) size = Math.floor(size / 2);
    else if (small.length === before) break;
  }
  freshDevice();
  const { error, machine } = attempt(small, seed, style, end);
  freshDevice();
  return { error: error ?? new Error("it does not fail again: it depends on what ran before"), machine };
}
