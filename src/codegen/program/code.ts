// The instructions of a kernel while they are written: a list for each section, and the values that they name.
import type { DType } from "../../dtype.ts";
import { opcodes } from "../opcodes.ts";
import { type Instruction, isDirect, type Kind, Section, type Value, type Walk } from "./instructions.ts";
import { isLanes, type Places } from "./places.ts";

interface Operands {
  d?: Value;
  a?: Value | undefined;
  b?: Value | undefined;
  c?: Value | undefined;
  x?: number;
  y?: DType;
  z?: number;
}

export class Code {
  readonly places: Places;
  readonly sections: Instruction[][] = [[], [], [], [], []];
  readonly walks: Walk[] = [];
  readonly constants: Value[] = [];
  readonly constantValues: number[] = [];
  readonly numbers: Value[] = [];
  pointers = 0;
  readonly #picks = new Map<Value, Value>();

  constructor(places: Places) {
    this.places = places;
  }

  constant(value: number, dtype: DType): Value {
    const known = this.constants.find((c) => c.dtype === dtype && Object.is(this.constantValues[c.index], value));
    if (known !== undefined) return known;
    const constant: Value = { kind: "constant", dtype, section: null, index: this.constants.length, buffer: null };
    this.constants.push(constant);
    this.constantValues.push(value);
    return constant;
  }
  number(slot: number, dtype: DType): Value {
    const number: Value = { kind: "number", dtype, section: null, index: slot, buffer: null };
    this.numbers.push(number);
    return number;
  }
  register(dtype: DType, section: Section): Value {
    return { kind: "register", dtype, section, index: -1, buffer: null };
  }
  pointer(dtype: DType, section: Section, buffer: number | null): Value {
    return { kind: "pointer", dtype, section, index: this.pointers++, buffer };
  }
  /** The number of a way through memory. */
  walk(walk: Walk): number {
    return this.walks.push(walk) - 1;
  }

  /** A row of the scalar table, computed where all of its operands are known; it reads operands of the dtype `from`. */
  call(name: string, dtype: DType, from: DType, operands: readonly Value[]): Value {
    const section = this.places.join(operands);
    const [a, b, c] = operands.map((v) => this.use(v, section));
    const single = [a, b, c].map((v, i) => (v !== undefined && this.places.isSingle(v, section) ? 1 << i : 0));
    const z = isLanes(section) ? single[0]! | single[1]! | single[2]! : 0;
    const d = this.register(dtype, section);
    this.emit(section, "call", { d, a, b, c, x: opcodes.get(name)!, y: from, z });
    return d;
  }
  cast(value: Value, dtype: DType): Value {
    const isNarrow = dtype === "int32" && !isDirect(value.dtype); // its lanes are int32 already
    return value.dtype === dtype || isNarrow ? value : this.call(dtype, dtype, value.dtype, [value]);
  }
  integer(name: string, a: Value, b: Value): Value {
    return this.call(name, "int32", "int32", [a, b]);
  }
  /** The value where the guard holds, else 0. */
  choose(guard: Value, value: Value): Value {
    const { dtype } = value;
    return this.call("where", dtype, dtype, [guard, value, this.constant(0, dtype)]);
  }

  /** A value as another section sees it. */
  use(value: Value, section: Section): Value {
    const isPoint = value.section === Section.block && (section === Section.turn || section === Section.inside);
    if (!isPoint || this.places.loops.reduction === "across") return value;
    let pick = this.#picks.get(value);
    if (pick === undefined) {
      pick = this.pointer(value.dtype, Section.turn, null);
      this.#picks.set(value, pick);
      this.emit(Section.turn, "pick", { d: pick, a: value, y: value.dtype });
    }
    return pick;
  }
  /** The same in each lane, if it is a single one. */
  inLanes(value: Value, section: Section): Value {
    const a = this.use(value, section);
    if (!this.places.isSingle(a, section)) return a;
    const d = this.register(a.dtype, section);
    this.emit(section, "fill", { d, a, y: a.dtype });
    return d;
  }

  /** Adds an instruction to a section, at its end if no place is named. */
  emit(section: Section, kind: Kind, { d, a, b, c, x = 0, y, z = 0 }: Operands, at?: number): void {
    const code = this.sections[section]!;
    const one = { kind, d: d ?? null, a: a ?? null, b: b ?? null, c: c ?? null, x, y: y ?? null, z };
    code.splice(at ?? code.length, 0, one);
  }
}
