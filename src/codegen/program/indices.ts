// Indices in programs: as a way through memory where that is a walk with fixed steps, else as a value in int32.
import type { Expr } from "../../ir/expr.ts";
import type { Atom, Axis, Index } from "../../ir/index.ts";
import type { Code } from "./code.ts";
import { Section, type Value, type Walk } from "./instructions.ts";
import { pattern } from "./loops.ts";

export class Indices {
  readonly #code: Code;
  readonly #value: (e: Expr) => Value;
  readonly #values = new Map<Atom | Index, Value>();

  /** `value`: where the value of an expression is, for what is looked up. */
  constructor(code: Code, value: (e: Expr) => Value) {
    this.#code = code;
    this.#value = value;
  }

  /** How an index goes through memory in a section; null where it jumps from lane to lane. */
  walk(buffer: number | null, index: Index, section: Section): Walk | null {
    const { places } = this.#code;
    const lanes = places.lanesOf(section);
    const dynamic: { value: Value; stride: number }[] = [];
    const outer: { axis: number; stride: number }[] = [];
    for (const { atom, factor: stride } of index.terms) {
      if (atom.kind !== "axis") {
        const value = this.#code.use(this.#atom(atom), section);
        if (!places.isSingle(value, section)) return null;
        dynamic.push({ value, stride });
      } else if (!lanes.some((a) => a.id === atom.id))
        outer.push({ axis: places.axes.findIndex((a) => a.id === atom.id), stride });
    }
    const inner = lanes === places.loops.innerLanes;
    return { buffer, offset: index.offset, outer, dynamic, lanes: pattern(index, lanes), inner };
  }
  /** The first section that knows an index. */
  sectionOf(index: Index): Section {
    const others = index.terms.flatMap(({ atom }) => (atom.kind === "axis" ? [] : [this.#atom(atom)]));
    return this.#code.places.join(others, this.#code.places.ofAxes(index));
  }

  /** An index as a value, in int32. */
  position(index: Index): Value {
    let value = this.#values.get(index);
    if (value === undefined) this.#values.set(index, (value = this.#sum(index)));
    return value;
  }
  #sum(index: Index): Value {
    const code = this.#code;
    const steps = index.terms.filter((t) => t.atom.kind === "axis");
    const section = code.places.ofAxes(index);
    let sum: Value | null = index.offset === 0 ? null : code.constant(index.offset, "int32");
    if (steps.length > 0) {
      sum = code.register("int32", section);
      const walk = this.walk(null, { ...index, terms: steps }, section)!;
      code.emit(section, "ramp", { d: sum, x: code.walk(walk) });
    }
    for (const { atom, factor } of index.terms) {
      if (atom.kind === "axis") continue;
      const one = this.#atom(atom);
      const scaled = factor === 1 ? one : code.integer("mul", one, code.constant(factor, "int32"));
      sum = sum === null ? scaled : code.integer("add", sum, scaled);
    }
    return sum ?? code.constant(0, "int32");
  }
  #atom(atom: Exclude<Atom, Axis>): Value {
    let value = this.#values.get(atom);
    if (value !== undefined) return value;
    if (atom.kind === "dynamic") value = this.#code.cast(this.#value(atom.value), "int32");
    else {
      const a = this.position(atom.inner);
      const section = a.section ?? Section.outer;
      value = this.#code.register("int32", section);
      this.#code.emit(section, atom.kind, { d: value, a, x: atom.by });
    }
    this.#values.set(atom, value);
    return value;
  }
}
