// Memory as operands and results: contiguous memory is used as it is, all else goes through registers. What is larger than
// the caches is asked for early, and written past them.
import type { DType } from "../../dtype.ts";
import type { Kernel } from "../../ir/kernel.ts";
import type { Code } from "./code.ts";
import { type Instruction, isDirect, type Section, type Value, type Walk } from "./instructions.ts";

/** Bytes that a kernel moves at least: more than a core finds in its own caches, more than there are in all caches. */
const nearCaches = 1 << 20;
const allCaches = 32 << 20;

/** The value of memory along a walk. */
export function fetch(code: Code, { bytes }: Kernel, walk: Walk, dtype: DType, section: Section): Value {
  const x = code.walk(walk);
  if (isDirect(dtype) && isContiguous(walk)) {
    const d = code.pointer(dtype, section, walk.buffer);
    code.emit(section, "locate", { d, x, z: +(walk.lanes.length > 0 && bytes > nearCaches) });
    return d;
  }
  const d = code.register(dtype, section);
  code.emit(section, "load", { d, x, y: dtype });
  return d;
}

/** Stores lanes; what computes them writes straight to memory where that is possible. */
export function write(code: Code, kernel: Kernel, a: Value, walk: Walk, dtype: DType, section: Section): void {
  const x = code.walk(walk);
  const isPlain = isDirect(dtype) && isContiguous(walk);
  const isAlone = kernel.loads.every((l) => l.buffer !== walk.buffer);
  if (kernel.bytes > allCaches && isAlone && isPlain && walk.lanes.length > 0) {
    code.emit(section, "store", { a, x, y: dtype, z: 1 });
    return;
  }
  const made = a.kind === "register" ? code.sections[section]!.findIndex((i) => i.d === a) : -1;
  if (!isPlain || made < 0 || !mayWrite(code, section, made, walk.buffer!)) {
    code.emit(section, "store", { a, x, y: dtype });
    return;
  }
  a.kind = "pointer";
  a.index = code.pointers++;
  a.buffer = walk.buffer;
  code.emit(section, "locate", { d: a, x }, made);
}

/** May an instruction write to this buffer: is it a row, are its operands elsewhere, and does nothing after it look there? */
function mayWrite({ sections, walks }: Code, section: Section, made: number, buffer: number): boolean {
  const { kind, a, b, c, z } = sections[section]![made]!;
  const isLate = sections[section]!.slice(made + 1).some((i) => touches(i, buffer, walks));
  const isFree = ![a, b, c].some((v, i) => v?.buffer === buffer && z & (1 << i));
  return kind === "call" && !isLate && isFree;
}

/** All of a buffer, for positions in it. */
export const base = (code: Code, buffer: number): number =>
  code.walk({ buffer, offset: 0, outer: [], dynamic: [], lanes: [], inner: false });

/** Lanes lie side by side in memory. */
const isContiguous = ({ lanes }: Walk): boolean => lanes.length === 0 || (lanes.length === 1 && lanes[0]!.stride === 1);

/** Does an instruction read or write this buffer? */
const touches = ({ kind, a, b, c, x }: Instruction, buffer: number, walks: readonly Walk[]): boolean =>
  [a, b, c].some((v) => v?.buffer === buffer) ||
  (["load", "gather", "store", "scatter", "scatterAdd"].includes(kind) && walks[x]!.buffer === buffer);
