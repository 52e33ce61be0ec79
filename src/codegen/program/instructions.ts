// The machine that programs are made for: registers of lanes, values in memory, and a handful of instructions besides
// those of the scalar table. The native device has the same lists (scripts/opcodes.mjs).
import type { DType } from "../../dtype.ts";
import type { Stride } from "./loops.ts";

export const kinds = [
  /** d = row(a, b, c) on lanes; x: opcode, y: dtype, z: which operands are single values. */
  "call",
  /** Points d at where walk x is; z: 1 where the lanes behind them are read next. */
  "locate",
  /** d = memory along walk x, of dtype y. */
  "load",
  /** Memory along walk x, of dtype y = a; z: 1 where nobody reads it soon. */
  "store",
  /** d = coordinates along walk x, as int32. */
  "ramp",
  /** d = memory of walk x, of dtype y, at the positions b. */
  "gather",
  /** Memory of walk x, of dtype y, at the positions b = a. */
  "scatter",
  /** The same, added. */
  "scatterAdd",
  /** d = the single value a, of dtype y, in all lanes. */
  "fill",
  /** d = ⌊a / x⌋ and a mod x, of int32 that are not negative. */
  "quotient",
  "remainder",
  /** Fails the run with check z where a is not in [0, x). */
  "check",
  /** Points d at the lane of a, of dtype y, that belongs to the parallel point at hand. */
  "pick",
  /** Joins a to the accumulators d: one for each lane, or all lanes into one. x: opcode, y: dtype. */
  "across",
  "along",
  /** Notes a, in float64, as what turns are sorted by. */
  "key",
  /** Points d at the numbers of the sorted turns. */
  "order",
] as const;
export type Kind = (typeof kinds)[number];

/** When an instruction runs. */
export const Section = {
  /** Once for each point of the outer axes; single values. */
  outer: 0,
  /** For each block of parallel points; lanes. */
  block: 1,
  /** Before each block of the reduction; single values. */
  turn: 2,
  /** For each block of the reduction; lanes. */
  inside: 3,
  /** After the reduction, for each block of parallel points; lanes. After sorting: for each block of turns. */
  after: 4,
} as const;
export type Section = (typeof Section)[keyof typeof Section];

/** A place that an instruction reads or writes. */
export interface Value {
  kind: "register" | "pointer" | "constant" | "number";
  readonly dtype: DType;
  /** Where it is made; null: known before the kernel begins. */
  readonly section: Section | null;
  /** Which constant, number or pointer; of a register, once they have been given out. */
  index: number;
  /** The buffer that a pointer points into, if any. */
  buffer: number | null;
}

export interface Instruction {
  readonly kind: Kind;
  readonly d: Value | null;
  readonly a: Value | null;
  readonly b: Value | null;
  readonly c: Value | null;
  readonly x: number;
  readonly y: DType | null;
  readonly z: number;
}

/** A way through memory, or through the values of an index. */
export interface Walk {
  /** The kernel's buffer; null: the position itself is the value. */
  readonly buffer: number | null;
  readonly offset: number;
  /** Steps in elements along axes around the lanes, by their number in the kernel. */
  readonly outer: readonly { readonly axis: number; readonly stride: number }[];
  /** Steps in elements for each one of a single value. */
  readonly dynamic: readonly { readonly value: Value; readonly stride: number }[];
  readonly lanes: readonly Stride[];
  /** The lanes are of the reduction. */
  readonly inner: boolean;
}

/** Bytes of a lane: in blocks, bytes and bools are as wide as int32. */
export const laneBytes = (dtype: DType): number => (dtype === "float64" ? 8 : 4);
/** Memory of this dtype can be an operand as it is. */
export const isDirect = (dtype: DType): boolean => dtype !== "bool" && dtype !== "uint8";
