// Nested loops in JavaScript. Every expression is computed in the outermost loop that knows all of its axes.
import { type Expr, operands } from "../ir/expr.ts";
import type { Axis, Index } from "../ir/index.ts";
import { axesOf, type Store } from "../ir/kernel.ts";
import { literal, spellCall } from "./spelling.ts";

const name = (a: Axis): string => `i${a.id}`;
export const open = (a: Axis): string => `for (let ${name(a)} = 0; ${name(a)} < ${a.size}; ${name(a)}++) {`;
/** The position in a row-major array over these axes. */
export const flat = (axes: readonly Axis[]): string =>
  axes.reduce((text, a) => (text === "0" ? name(a) : `(${text}) * ${a.size} + ${name(a)}`), "0");

/** Nested loops being written: a list of lines for each level, and one for what comes after the inner loops. */
export class Nest {
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
