// A kernel as instructions for blocks of lanes. Every expression is computed in the outermost section that knows all it
// needs.
import { isFloat } from "../../dtype.ts";
import type { Call, Checked, Expr, Load, Within } from "../../ir/expr.ts";
import type { Kernel, Reduction, Store } from "../../ir/kernel.ts";
import { opcodes } from "../opcodes.ts";
import { Code } from "./code.ts";
import { Indices } from "./indices.ts";
import { Section, type Value } from "./instructions.ts";
import { cutLoops, type Loops } from "./loops.ts";
import { base, fetch, write } from "./memory.ts";
import { Places } from "./places.ts";

/** The accumulators of one reduction. */
export interface Accumulator {
  /** After the reduction. */
  readonly value: Value;
  /** The same register during it. */
  readonly running: Value;
  readonly empty: Value;
  readonly joins: number;
}

export class Assembly {
  readonly kernel: Kernel;
  readonly loops: Loops;
  readonly code: Code;
  readonly accumulators: readonly Accumulator[];
  readonly #indices: Indices;
  readonly #values = new Map<Expr, Value>();
  readonly #sums: Load | null;

  /** `sums`: where the result of the reduction is, of a kernel that is left of one whose sums have been made. */
  constructor(kernel: Kernel, sums: Load | null = null) {
    this.kernel = kernel;
    this.#sums = sums;
    this.loops = cutLoops(kernel);
    this.code = new Code(new Places(kernel, this.loops));
    this.#indices = new Indices(this.code, (e) => this.value(e));
    this.accumulators = kernel.reductions.map((r) => this.#accumulator(r));
    for (const e of kernel.required) this.value(e);
    this.#sort();
    kernel.reductions.forEach((r, i) => void this.#fold(r, this.accumulators[i]!));
    const writes = kernel.stores.map((s) => this.#store(s)); // what they write may be read until all is computed
    for (const write of writes) write();
  }

  #accumulator({ fold, dtype }: Reduction): Accumulator {
    const wide = isFloat(dtype) ? "float64" : dtype === "bool" ? "int32" : dtype;
    const value = this.code.register(wide, Section.after);
    const running = this.code.register(wide, Section.inside);
    return { value, running, empty: this.code.constant(fold.empty(dtype), wide), joins: opcodes.get(fold.joins)! };
  }
  #fold({ value, dtype }: Reduction, { value: d, joins: x }: Accumulator): void {
    const a = this.code.inLanes(this.value(value), Section.inside);
    const y = dtype === "bool" ? "int32" : dtype;
    this.code.emit(Section.inside, this.loops.reduction === "across" ? "across" : "along", { d, a, x, y });
  }
  #sort(): void {
    const { sort } = this.kernel;
    if (sort === null) return;
    const key = this.code.cast(this.value(sort.key), "float64");
    this.code.emit(Section.inside, "key", { a: this.code.inLanes(key, Section.inside), x: +sort.descending });
  }

  /** Where the value of an expression is, which is computed where all it needs is known. */
  value(e: Expr): Value {
    let value = this.#values.get(e);
    if (value === undefined) this.#values.set(e, (value = this.#compute(e)));
    return value;
  }
  #compute(e: Expr): Value {
    switch (e.form) {
      case "constant":
        return this.code.constant(e.value, e.dtype);
      case "uniform":
        return this.code.number(e.slot, e.dtype);
      case "load":
        return this.#load(e);
      case "coordinate":
        return this.#indices.position(e.index);
      case "within":
        return this.#within(e);
      case "call":
        return this.#row(e);
      case "checked":
        return this.#checked(e);
      case "reduced":
        if (this.#sums !== null) return this.#load(this.#sums);
        return this.#rounded(this.accumulators[e.which]!.value, e);
      case "running":
        if (this.kernel.sort !== null) return this.#order();
        return this.#rounded(this.accumulators[e.which]!.running, e);
      default:
        return e satisfies never;
    }
  }
  #row({ name, dtype, args }: Call): Value {
    const values = args.map((a) => this.value(a));
    return this.code.call(name, dtype, args.at(-1)!.dtype, values);
  }
  #rounded(sum: Value, { dtype }: Expr): Value {
    return isFloat(dtype) ? this.code.cast(sum, dtype) : sum;
  }
  #order(): Value {
    const d = this.code.pointer("int32", Section.after, null);
    this.code.emit(Section.after, "order", { d });
    return d;
  }
  #checked({ source, size, check, guard }: Checked): Value {
    const index = this.code.cast(this.value(source), "int32");
    const value = guard === null ? index : this.code.choose(this.value(guard), index);
    this.code.emit(value.section ?? Section.outer, "check", { a: value, x: size, z: check });
    return value;
  }
  #within({ index, low, high }: Within): Value {
    const { code } = this;
    const at = this.#indices.position(index);
    if (index.low >= low) return code.call("lt", "bool", "int32", [at, code.constant(high, "int32")]);
    if (index.high < high) return code.call("ge", "bool", "int32", [at, code.constant(low, "int32")]);
    const above = low === 0 ? at : code.integer("sub", at, code.constant(low, "int32"));
    return code.call("lt", "bool", "uint32", [above, code.constant(high - low, "uint32")]); // negative ones are huge
  }

  #load({ buffer, index, dtype, guard }: Load): Value {
    const { code } = this;
    if (this.kernel.buffers[buffer]!.size === 0) return code.constant(0, dtype); // its guard never holds
    if (guard === null) {
      const section = this.#indices.sectionOf(index);
      const walk = this.#indices.walk(buffer, index, section);
      if (walk !== null) return fetch(code, this.kernel, walk, dtype, section);
    }
    const position = this.#indices.position(index);
    const b = guard === null ? position : code.choose(this.value(guard), position);
    const section = b.section ?? Section.outer;
    const d = code.register(dtype, section);
    code.emit(section, "gather", { d, b, x: base(code, buffer), y: dtype });
    return guard === null ? d : code.choose(this.value(guard), d);
  }
  /** Computes what a store needs; what it returns writes it. */
  #store({ buffer, index, value, mode, inside }: Store): () => void {
    const { code, kernel } = this;
    const isLast = kernel.sort !== null || (kernel.reductions.length > 0 && !inside);
    const section = isLast ? Section.after : inside ? Section.inside : Section.block;
    const y = kernel.buffers[buffer]!.dtype;
    const a = code.inLanes(this.value(value), section);
    const walk = mode === "set" ? this.#indices.walk(buffer, index, section) : null;
    if (walk !== null) return () => write(code, kernel, a, walk, y, section);
    const b = code.inLanes(this.#indices.position(index), section);
    const x = base(code, buffer);
    return () => code.emit(section, mode === "set" ? "scatter" : "scatterAdd", { a, b, x, y });
  }
}
