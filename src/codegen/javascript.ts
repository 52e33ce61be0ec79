// Kernels as JavaScript. Values of float dtypes are doubles and are rounded when they are stored; integers wrap after each
// operation; bools are JS booleans. Every expression is computed in the outermost loop that knows all of its axes.
import type { DType } from "../dtype.ts";
import { isFloat } from "../dtype.ts";
import { type Call, type Expr, operands } from "../ir/expr.ts";
import type { Axis, Index } from "../ir/index.ts";
import { axesOf, type Contraction, type Kernel, points, type Reduction, type Sort, type Store } from "../ir/kernel.ts";
import { scalar } from "../ir/scalar.ts";

/** The source of a function `(b, s, f)`: buffers, bound numbers, and the run-time support of devices/js/support.ts. */
export function toJavaScript(kernel: Kernel): string {
  const buffers = kernel.buffers.map((_, i) => `const b${i} = b[${i}];`);
  const body =
    kernel.sort !== null
      ? sorting(kernel, kernel.sort)
      : kernel.contraction !== null && isFloat(kernel.reductions[0]!.dtype)
        ? product(kernel, kernel.contraction)
        : loopNest(kernel); // products of integers too: their sums do not fit into doubles
  return [...buffers, ...body].join("\n");
}

/** Loops around element-wise work and reductions. */
function loopNest(kernel: Kernel): string[] {
  const { axes, reduceAxes, reductions, stores } = kernel;
  const zero = stores.filter((s) => s.mode === "add").map((s) => `b${s.buffer}.fill(0);`);
  const nest = new Nest(axes, reduceAxes, axes);
  const start = reductions.map(
    (r, i) => `let r${i} = ${literal(r.fold.empty(r.dtype), r.dtype === "bool" ? "int32" : r.dtype)};`,
  );
  const step = reductions.map((r, i) => accumulate(r, `r${i}`, nest.see(r.value)));
  for (const e of kernel.required) nest.see(e);
  const inside = stores.filter((s) => s.inside).map((s) => nest.store(s));
  const after = stores.filter((s) => !s.inside).map((s) => nest.store(s));
  return [...zero, ...nest.text({ start, inside: [...step, ...inside], after })];
}

/** For each point of the axes: all keys, their order, and the stores. */
function sorting({ axes, reduceAxes, stores, required }: Kernel, { key, descending }: Sort): string[] {
  const turns = points(reduceAxes);
  const turn = flat(reduceAxes);
  const keys = new Nest(reduceAxes, [], []);
  for (const e of required) keys.see(e);
  const write = `keys[${turn}] = ${key.dtype === "bool" ? "+" : ""}${keys.see(key)};`;
  const places = new Nest(reduceAxes, [], []);
  const put = stores.map((s) => places.store(s));
  return [
    `const keys = f.scratch(0, ${turns});`,
    ...axes.map(open),
    ...keys.text({ after: [write] }),
    `const order = f.order(keys, ${turns}, ${descending});`,
    ...places.text({ first: [`const r0 = order[${turn}];`], after: put }),
    ...axes.map(() => "}"),
  ];
}

/** Packs the operands, multiplies in register tiles, and runs what follows over the result. */
function product(kernel: Kernel, { batch, rows, columns, inner, left, right }: Contraction): string[] {
  const [m, n, k] = [points(rows), points(columns), points(inner)];
  const { dtype } = kernel.reductions[0]!;
  const pack = (array: string, axes: readonly Axis[], value: Expr): string[] => {
    const nest = new Nest([...axes, ...inner], [], []);
    const write = `${array}[(m >> 2) * ${4 * k} + k * 4 + (m & 3)] = ${nest.see(value)};`;
    return nest.text({ after: [`const m = ${flat(axes)}, k = ${flat(inner)};`, write] });
  };
  const epilogue = new Nest([...rows, ...columns], [], [...rows, ...columns]);
  for (const e of kernel.required) epilogue.see(e);
  const stores = kernel.stores.map((s) => epilogue.store(s));
  const sum = `const r0 = ${wrap(`C[(${flat(rows)}) * ${n} + ${flat(columns)}]`, dtype)};`;
  return [
    `const A = f.scratch(0, ${Math.ceil(m / 4) * 4 * k}), B = f.scratch(1, ${Math.ceil(n / 4) * 4 * k}), C = f.scratch(2, ${m * n});`,
    ...(m % 4 === 0 ? [] : [`A.fill(0, ${(m >> 2) * 4 * k});`]),
    ...(n % 4 === 0 ? [] : [`B.fill(0, ${(n >> 2) * 4 * k});`]),
    ...batch.map(open),
    ...pack("A", rows, left),
    ...pack("B", columns, right),
    `f.multiply(A, B, C, ${m}, ${n}, ${k});`,
    ...epilogue.text({ first: [sum], after: stores }),
    ...batch.map(() => "}"),
  ];
}

const name = (a: Axis): string => `i${a.id}`;
const open = (a: Axis): string => `for (let ${name(a)} = 0; ${name(a)} < ${a.size}; ${name(a)}++) {`;
/** The position in a row-major array over these axes. */
const flat = (axes: readonly Axis[]): string =>
  axes.reduce((text, a) => (text === "0" ? name(a) : `(${text}) * ${a.size} + ${name(a)}`), "0");

/** Nested loops being written: a list of lines for each level, and one for what comes after the inner loops. */
class Nest {
  readonly #outer: readonly Axis[];
  readonly #loops: readonly Axis[];
  readonly #lines: string[][];
  readonly #after: string[] = [];
  readonly #names = new Map<Expr, string>();
  readonly #axes = new Map<Expr, ReadonlySet<Axis>>();
  readonly #around: readonly Axis[];
  readonly #later = new Map<Expr, boolean>();

  /** Results of reductions are known after the inner loops and depend on the axes `around`. */
  constructor(outer: readonly Axis[], inner: readonly Axis[], around: readonly Axis[]) {
    this.#outer = outer;
    this.#loops = [...outer, ...inner];
    this.#around = around;
    this.#lines = Array.from({ length: this.#loops.length + 1 }, () => []);
  }

  /** The name or text of a value, computed where it belongs. */
  see(e: Expr): string {
    if (e.form === "constant") return literal(e.value, e.dtype);
    if (e.form === "uniform") return e.dtype === "bool" ? `(s[${e.slot}] !== 0)` : `s[${e.slot}]`;
    if (e.form === "reduced" || e.form === "running") return e.dtype === "bool" ? `(r${e.which} !== 0)` : `r${e.which}`;
    const known = this.#names.get(e);
    if (known !== undefined) return known;
    const text = this.#spell(e);
    const variable = `t${this.#names.size}`;
    this.#names.set(e, variable);
    this.#linesOf(e).push(`const ${variable} = ${text};`);
    return variable;
  }

  store({ buffer, index, value, mode }: Store): string {
    const v = this.see(value);
    return `b${buffer}[${this.#index(index)}] ${mode === "add" ? "+=" : "="} ${value.dtype === "bool" ? `${v} ? 1 : 0` : v};`;
  }

  /** The loops with everything in its place. `first` opens the innermost outer level, `start` precedes the inner loops. */
  text({
    first = [],
    start = [],
    inside = [],
    after,
  }: {
    first?: string[];
    start?: string[];
    inside?: string[];
    after: string[];
  }): string[] {
    const out = [...this.#lines[0]!];
    const depth = this.#outer.length;
    this.#loops.forEach((axis, i) => {
      if (i === depth) out.push(...start);
      out.push(open(axis), ...(i === depth - 1 ? first : []), ...this.#lines[i + 1]!);
    });
    if (depth === 0) out.unshift(...first);
    if (this.#loops.length === depth) out.push(...start);
    out.push(
      ...inside,
      ...this.#loops.slice(depth).map(() => "}"),
      ...this.#after,
      ...after,
      ...this.#outer.map(() => "}"),
    );
    return ["{", ...out, "}"]; // its names are its own
  }

  #linesOf(e: Expr): string[] {
    if (this.#afterReduction(e)) return this.#after;
    const needs = axesOf(e, this.#around, this.#axes);
    return this.#lines[1 + this.#loops.reduce((last, a, i) => (needs.has(a) ? i : last), -1)]!;
  }

  #afterReduction(e: Expr): boolean {
    let later = this.#later.get(e);
    if (later === undefined)
      this.#later.set(e, (later = operands(e).some((o) => o.form === "reduced" || this.#afterReduction(o))));
    return later;
  }

  #spell(e: Exclude<Expr, { form: "constant" | "uniform" | "reduced" | "running" }>): string {
    switch (e.form) {
      case "load": {
        const element = `b${e.buffer}[${this.#index(e.index)}]`;
        const value = e.dtype === "bool" ? `(${element} !== 0)` : element;
        return e.guard === null ? value : `${this.see(e.guard)} ? ${value} : ${literal(0, e.dtype)}`;
      }
      case "coordinate":
        return this.#index(e.index);
      case "within": {
        const i = this.#index(e.index);
        return [
          ...(e.index.low < e.low ? [`${i} >= ${e.low}`] : []),
          ...(e.index.high >= e.high ? [`${i} < ${e.high}`] : []),
        ].join(" && ");
      }
      case "checked": {
        const v = this.see(e.source);
        const checked = `(${v} >= 0 && ${v} < ${e.size} ? ${v} : f.fail(${e.check}, ${v}))`;
        return e.guard === null ? checked : `${this.see(e.guard)} ? ${checked} : 0`;
      }
      case "call":
        return spellCall(
          e,
          e.args.map((a) => this.see(a)),
        );
      default:
        return e satisfies never;
    }
  }

  #index(index: Index): string {
    const terms = index.terms.map(({ atom, factor }) => {
      const text =
        atom.kind === "axis"
          ? name(atom)
          : atom.kind === "dynamic"
            ? this.see(atom.value)
            : atom.kind === "quotient"
              ? `((${this.#index(atom.inner)}) / ${atom.by} | 0)`
              : `((${this.#index(atom.inner)}) % ${atom.by})`;
      return factor === 1 ? text : `${text} * ${factor}`;
    });
    if (index.offset !== 0 || terms.length === 0) terms.push(`${index.offset}`);
    return terms.join(" + ");
  }
}

function literal(value: number, dtype: DType): string {
  if (dtype === "bool") return value !== 0 ? "true" : "false";
  return Object.is(value, -0) ? "-0" : value < 0 ? `(${value})` : String(value);
}

function spellCall({ name, dtype, args }: Call, x: string[]): string {
  const row = scalar(name);
  if (row.typing === name) return spellCast(x[0]!, args[0]!.dtype, dtype);
  const integer = !isFloat(dtype) && dtype !== "bool";
  const spell =
    (integer ? row.jsInteger : undefined) ?? row.js ?? ((...y: string[]) => `f.meaning.${name}(${y.join(", ")})`);
  const wraps = row.typing === "arithmetic" || row.typing === "integer";
  return integer && wraps ? wrap(spell(...x), dtype) : spell(...x);
}

function spellCast(x: string, from: DType, to: DType): string {
  if (from === to) return x;
  if (to === "bool") return `(${x} !== 0)`;
  if (from === "bool") return `(${x} ? 1 : 0)`;
  return to === "float32" ? (from === "uint8" ? x : `Math.fround(${x})`) : wrap(x, to);
}

/** To the range of an integer dtype. */
function wrap(x: string, dtype: DType): string {
  return dtype === "int32"
    ? `(${x} | 0)`
    : dtype === "uint32"
      ? `(${x} >>> 0)`
      : dtype === "uint8"
        ? `(${x} & 255)`
        : x;
}

function accumulate({ fold, dtype }: Reduction, sum: string, value: string): string {
  const row = scalar(fold.joins);
  if (dtype === "bool") return `${sum} = ${row.js!(sum, `+${value}`)};`;
  const joined = ((isFloat(dtype) ? undefined : row.jsInteger) ?? row.js!)(sum, value);
  return `${sum} = ${isFloat(dtype) ? joined : wrap(joined, dtype)};`;
}
