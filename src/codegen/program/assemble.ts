// A kernel as instructions for blocks of lanes. Every expression is computed in the outermost section that knows all it
// needs; contiguous memory is an operand or a result as it is.
import type { DType } from "../../dtype.ts";
import { isFloat } from "../../dtype.ts";
import type { Call, Checked, Expr, Load, Within } from "../../ir/expr.ts";
import type { Atom, Axis, Index } from "../../ir/index.ts";
import type { Kernel, Reduction, Store } from "../../ir/kernel.ts";
import { opcodes } from "../opcodes.ts";
import { type Instruction, isDirect, type Kind, Section, type Value, type Walk } from "./instructions.ts";
import { cutLoops, type Loops, pattern } from "./loops.ts";

/** The accumulators of one reduction. */
export interface Accumulator {
  /** After the reduction. */
  readonly value: Value;
  /** The same register during it. */
  readonly running: Value;
  readonly empty: Value;
  readonly joins: number;
}

/** Bytes that a kernel moves at least: more than a core finds in its own caches, more than there are in all caches. */
const nearCaches = 1 << 20;
const allCaches = 32 << 20;

interface Operands {
  d?: Value;
  a?: Value | undefined;
  b?: Value | undefined;
  c?: Value | undefined;
  x?: number;
  y?: DType;
  z?: number;
}

export class Assembly {
  readonly kernel: Kernel;
  readonly loops: Loops;
  readonly sections: Instruction[][] = [[], [], [], [], []];
  readonly walks: Walk[] = [];
  readonly constants: Value[] = [];
  readonly constantValues: number[] = [];
  readonly numbers: Value[] = [];
  readonly accumulators: Accumulator[] = [];
  pointers = 0;
  readonly #values = new Map<Expr | Atom | Index, Value>();
  readonly #picks = new Map<Value, Value>();
  readonly #axes: readonly Axis[];
  readonly #inner: ReadonlySet<number>;
  readonly #sums: Load | null;

  /** `sums`: where the result of the reduction is, of a kernel that is left of one whose sums have been made. */
  constructor(kernel: Kernel, sums: Load | null = null) {
    this.kernel = kernel;
    this.#sums = sums;
    this.loops = cutLoops(kernel);
    this.#axes = [...kernel.axes, ...kernel.reduceAxes];
    this.#inner = new Set(kernel.reduceAxes.map((a) => a.id));
    for (const r of kernel.reductions) this.#accumulator(r);
    for (const e of kernel.required) this.value(e);
    if (kernel.sort !== null) {
      const a = this.#cast(this.value(kernel.sort.key), "float64");
      this.#emit(Section.inside, "key", { a: this.#inLanes(a, Section.inside), x: +kernel.sort.descending });
    }
    kernel.reductions.forEach((r, i) => {
      const join = this.loops.reduction === "across" ? "across" : "along";
      const dtype = r.dtype === "bool" ? "int32" : r.dtype;
      const { value: d, joins: x } = this.accumulators[i]!;
      this.#emit(Section.inside, join, { d, a: this.#inLanes(this.value(r.value), Section.inside), x, y: dtype });
    });
    const writes = kernel.stores.map((s) => this.#store(s)); // what they write may be read until all is computed
    for (const write of writes) write();
  }

  #accumulator({ fold, dtype }: Reduction): void {
    const wide = isFloat(dtype) ? "float64" : dtype === "bool" ? "int32" : dtype;
    const value = this.#register(wide, Section.after);
    const running = this.#register(wide, Section.inside);
    const empty = this.#constant(fold.empty(dtype), wide);
    this.accumulators.push({ value, running, empty, joins: opcodes.get(fold.joins)! });
  }

  // Values

  /** Where the value of an expression is, which is computed where all it needs is known. */
  value(e: Expr): Value {
    let value = this.#values.get(e);
    if (value === undefined) this.#values.set(e, (value = this.#compute(e)));
    return value;
  }
  #compute(e: Expr): Value {
    switch (e.form) {
      case "constant":
        return this.#constant(e.value, e.dtype);
      case "uniform":
        return this.#number(e.slot, e.dtype);
      case "load":
        return this.#load(e);
      case "coordinate":
        return this.#position(e.index);
      case "within":
        return this.#within(e);
      case "call":
        return this.#row(e);
      case "checked":
        return this.#checked(e);
      case "reduced":
        if (this.#sums !== null) return this.#load(this.#sums);
        return this.#rounded(this.accumulators[e.which]!.value, e.dtype);
      case "running":
        if (this.kernel.sort !== null) return this.#order();
        return this.#rounded(this.accumulators[e.which]!.running, e.dtype);
      default:
        return e satisfies never;
    }
  }
  #constant(value: number, dtype: DType): Value {
    const known = this.constants.find((c) => c.dtype === dtype && Object.is(this.constantValues[c.index], value));
    if (known !== undefined) return known;
    const constant: Value = { kind: "constant", dtype, section: null, index: this.constants.length, buffer: null };
    this.constants.push(constant);
    this.constantValues.push(value);
    return constant;
  }
  #number(slot: number, dtype: DType): Value {
    const number: Value = { kind: "number", dtype, section: null, index: slot, buffer: null };
    this.numbers.push(number);
    return number;
  }
  #register(dtype: DType, section: Section): Value {
    return { kind: "register", dtype, section, index: -1, buffer: null };
  }
  #pointer(dtype: DType, section: Section, buffer: number | null): Value {
    return { kind: "pointer", dtype, section, index: this.pointers++, buffer };
  }

  #row({ name, dtype, args }: Call): Value {
    const values = args.map((a) => this.value(a));
    return this.#call(name, dtype, args.at(-1)!.dtype, values);
  }
  /** A row of the scalar table; it reads operands of the dtype `from`. */
  #call(name: string, dtype: DType, from: DType, operands: readonly Value[]): Value {
    const section = this.#join(operands);
    const [a, b, c] = operands.map((v) => this.#use(v, section));
    const single = [a, b, c].map((v, i) => (v !== undefined && this.#isSingle(v, section) ? 1 << i : 0));
    const z = isLanes(section) ? single[0]! | single[1]! | single[2]! : 0;
    const d = this.#register(dtype, section);
    this.#emit(section, "call", { d, a, b, c, x: opcodes.get(name)!, y: from, z });
    return d;
  }
  #cast(value: Value, dtype: DType): Value {
    const isNarrow = dtype === "int32" && !isDirect(value.dtype); // its lanes are int32 already
    return value.dtype === dtype || isNarrow ? value : this.#call(dtype, dtype, value.dtype, [value]);
  }
  #rounded(sum: Value, dtype: DType): Value {
    return isFloat(dtype) ? this.#cast(sum, dtype) : sum;
  }
  #order(): Value {
    const d = this.#pointer("int32", Section.after, null);
    this.#emit(Section.after, "order", { d });
    return d;
  }
  #checked({ source, size, check, guard }: Checked): Value {
    let value = this.#cast(this.value(source), "int32");
    if (guard !== null) value = this.#choose(guard, value);
    const section = value.section ?? Section.outer;
    this.#emit(section, "check", { a: value, x: size, z: check });
    return value;
  }
  /** The value where the guard holds, else 0. */
  #choose(guard: Expr, value: Value): Value {
    const { dtype } = value;
    return this.#call("where", dtype, dtype, [this.value(guard), value, this.#constant(0, dtype)]);
  }
  #within({ index, low, high }: Within): Value {
    const at = this.#position(index);
    if (index.low >= low) return this.#call("lt", "bool", "int32", [at, this.#constant(high, "int32")]);
    if (index.high < high) return this.#call("ge", "bool", "int32", [at, this.#constant(low, "int32")]);
    const above = low === 0 ? at : this.#call("sub", "int32", "int32", [at, this.#constant(low, "int32")]);
    return this.#call("lt", "bool", "uint32", [above, this.#constant(high - low, "uint32")]); // negative ones are huge
  }

  // Memory

  #load({ buffer, index, dtype, guard }: Load): Value {
    if (this.kernel.buffers[buffer]!.size === 0) return this.#constant(0, dtype); // its guard never holds
    const walk = guard === null ? this.#walk(buffer, index, this.#sectionOf(index)) : null;
    if (walk !== null) return this.#fetch(walk, dtype, this.#sectionOf(index));
    let position = this.#position(index);
    if (guard !== null) position = this.#choose(guard, position);
    const section = position.section ?? Section.outer;
    const d = this.#register(dtype, section);
    this.#emit(section, "gather", { d, b: position, x: this.#base(buffer), y: dtype });
    return guard === null ? d : this.#choose(guard, d);
  }
  #fetch(walk: Walk, dtype: DType, section: Section): Value {
    const x = this.walks.push(walk) - 1;
    if (isDirect(dtype) && isContiguous(walk)) {
      const d = this.#pointer(dtype, section, walk.buffer);
      this.#emit(section, "locate", { d, x, z: +(walk.lanes.length > 0 && this.kernel.bytes > nearCaches) });
      return d;
    }
    const d = this.#register(dtype, section);
    this.#emit(section, "load", { d, x, y: dtype });
    return d;
  }

  /** Computes what a store needs; what it returns writes it. */
  #store({ buffer, index, value, mode, inside }: Store): () => void {
    const { reductions, sort } = this.kernel;
    const isLast = sort !== null || (reductions.length > 0 && !inside);
    const section = isLast ? Section.after : inside ? Section.inside : Section.block;
    const y = this.kernel.buffers[buffer]!.dtype;
    const a = this.#inLanes(this.value(value), section);
    const walk = mode === "set" ? this.#walk(buffer, index, section) : null;
    if (walk !== null) return () => this.#write(a, walk, y, section);
    const b = this.#inLanes(this.#position(index), section);
    const x = this.#base(buffer);
    return () => this.#emit(section, mode === "set" ? "scatter" : "scatterAdd", { a, b, x, y });
  }
  /** Stores lanes; what computes them writes straight to memory where that is possible. */
  #write(a: Value, walk: Walk, dtype: DType, section: Section): void {
    const x = this.walks.push(walk) - 1;
    const code = this.sections[section]!;
    const made = a.kind === "register" ? code.findIndex((i) => i.d === a) : -1;
    const isLate = code.slice(made + 1).some((i) => touches(i, walk.buffer!, this.walks));
    const { kind, b, c, a: first, z } = code[made] ?? { kind: null };
    const isAlone = this.kernel.loads.every((l) => l.buffer !== walk.buffer);
    if (this.kernel.bytes > allCaches && isAlone && isDirect(dtype) && isContiguous(walk) && walk.lanes.length > 0) {
      this.#emit(section, "store", { a, x, y: dtype, z: 1 });
      return;
    }
    const isFree = ![first, b, c].some((v, i) => v != null && v.buffer === walk.buffer && (z ?? 0) & (1 << i));
    if (kind !== "call" || !isDirect(dtype) || !isContiguous(walk) || isLate || !isFree) {
      this.#emit(section, "store", { a, x, y: dtype });
      return;
    }
    a.kind = "pointer";
    a.index = this.pointers++;
    a.buffer = walk.buffer;
    code.splice(made, 0, instruction("locate", { d: a, x }));
  }
  #base(buffer: number): number {
    return this.walks.push({ buffer, offset: 0, outer: [], dynamic: [], lanes: [], inner: false }) - 1;
  }

  // Indices

  /** How an index goes through memory in a section; null where it jumps from lane to lane. */
  #walk(buffer: number | null, index: Index, section: Section): Walk | null {
    const lanes = this.#lanesOf(section);
    const dynamic: { value: Value; stride: number }[] = [];
    const outer: { axis: number; stride: number }[] = [];
    for (const { atom, factor: stride } of index.terms) {
      if (atom.kind !== "axis") {
        const value = this.#use(this.#atom(atom), section);
        if (!this.#isSingle(value, section)) return null;
        dynamic.push({ value, stride });
      } else if (!lanes.some((a) => a.id === atom.id))
        outer.push({ axis: this.#axes.findIndex((a) => a.id === atom.id), stride });
    }
    const inner = lanes === this.loops.innerLanes;
    return { buffer, offset: index.offset, outer, dynamic, lanes: pattern(index, lanes), inner };
  }
  /** An index as a value, in int32. */
  #position(index: Index): Value {
    let value = this.#values.get(index);
    if (value === undefined) this.#values.set(index, (value = this.#sum(index)));
    return value;
  }
  #sum(index: Index): Value {
    const steps = index.terms.filter((t) => t.atom.kind === "axis");
    const section = this.#sectionOfAxes(index);
    let sum: Value | null = index.offset === 0 ? null : this.#constant(index.offset, "int32");
    if (steps.length > 0) {
      sum = this.#register("int32", section);
      const walk = this.#walk(null, { ...index, terms: steps }, section)!;
      this.#emit(section, "ramp", { d: sum, x: this.walks.push(walk) - 1 });
    }
    for (const { atom, factor } of index.terms) {
      if (atom.kind === "axis") continue;
      const one = this.#atom(atom);
      const scaled = factor === 1 ? one : this.#integer("mul", one, this.#constant(factor, "int32"));
      sum = sum === null ? scaled : this.#integer("add", sum, scaled);
    }
    return sum ?? this.#constant(0, "int32");
  }
  #integer(name: string, a: Value, b: Value): Value {
    return this.#call(name, "int32", "int32", [a, b]);
  }
  #atom(atom: Exclude<Atom, Axis>): Value {
    let value = this.#values.get(atom);
    if (value !== undefined) return value;
    if (atom.kind === "dynamic") value = this.#cast(this.value(atom.value), "int32");
    else {
      const a = this.#position(atom.inner);
      const section = a.section ?? Section.outer;
      value = this.#register("int32", section);
      this.#emit(section, atom.kind, { d: value, a, x: atom.by });
    }
    this.#values.set(atom, value);
    return value;
  }

  // Sections

  #lanesOf(section: Section): readonly Axis[] {
    if (!isLanes(section)) return [];
    const { reduction, lanes, innerLanes } = this.loops;
    const isInner =
      section === Section.inside ? reduction !== "across" : section === Section.after && reduction === "sort";
    return isInner ? innerLanes : lanes;
  }
  #sectionOf(index: Index): Section {
    const others = index.terms.flatMap(({ atom }) => (atom.kind === "axis" ? [] : [this.#atom(atom)]));
    return this.#joinTwo(this.#sectionOfAxes(index), this.#join(others));
  }
  #sectionOfAxes(index: Index): Section {
    const among = (axes: readonly Axis[]): boolean => index.terms.some((t) => axes.some((a) => a.id === t.atom.id));
    const lanes = among(this.loops.lanes);
    if (!index.terms.some((t) => this.#inner.has(t.atom.id))) return lanes ? Section.block : Section.outer;
    const inside = this.loops.reduction === "across" ? lanes : among(this.loops.innerLanes);
    return inside ? Section.inside : Section.turn;
  }
  /** The first section that knows all of these. */
  #join(values: readonly Value[]): Section {
    return values.reduce<Section>((s, v) => this.#joinTwo(s, v.section ?? Section.outer), Section.outer);
  }
  #joinTwo(a: Section, b: Section): Section {
    const mixed = Math.min(a, b) === Section.block && Math.max(a, b) === Section.turn;
    return mixed && this.loops.reduction === "across" ? Section.inside : (Math.max(a, b) as Section);
  }
  /** A value as another section sees it. */
  #use(value: Value, section: Section): Value {
    const isPoint = value.section === Section.block && (section === Section.turn || section === Section.inside);
    if (!isPoint || this.loops.reduction === "across") return value;
    let pick = this.#picks.get(value);
    if (pick === undefined) {
      pick = this.#pointer(value.dtype, Section.turn, null);
      this.#picks.set(value, pick);
      this.#emit(Section.turn, "pick", { d: pick, a: value, y: value.dtype });
    }
    return pick;
  }
  #isSingle({ section: made }: Value, section: Section): boolean {
    return !isLanes(section) || made === null || !isLanes(made);
  }
  #inLanes(value: Value, section: Section): Value {
    const a = this.#use(value, section);
    if (!this.#isSingle(a, section)) return a;
    const d = this.#register(a.dtype, section);
    this.#emit(section, "fill", { d, a, y: a.dtype });
    return d;
  }

  #emit(section: Section, kind: Kind, operands: Operands): void {
    this.sections[section]!.push(instruction(kind, operands));
  }
}

const instruction = (kind: Kind, o: Operands): Instruction => ({
  kind,
  d: o.d ?? null,
  a: o.a ?? null,
  b: o.b ?? null,
  c: o.c ?? null,
  x: o.x ?? 0,
  y: o.y ?? null,
  z: o.z ?? 0,
});
const isLanes = (section: Section): boolean => section !== Section.outer && section !== Section.turn;
/** Lanes lie side by side in memory. */
const isContiguous = ({ lanes }: Walk): boolean => lanes.length === 0 || (lanes.length === 1 && lanes[0]!.stride === 1);

/** Does an instruction read or write this buffer? */
const touches = ({ kind, a, b, c, x }: Instruction, buffer: number, walks: readonly Walk[]): boolean =>
  [a, b, c].some((v) => v?.buffer === buffer) ||
  (["load", "gather", "store", "scatter", "scatterAdd"].includes(kind) && walks[x]!.buffer === buffer);
