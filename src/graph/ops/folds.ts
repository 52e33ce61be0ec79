// How numbers become one: the folds of reductions (reduce.ts) and of their running form (scan.ts).
import type { DType } from "../../dtype.ts";
import type { Fold } from "../../ir/kernel.ts";

const smallest: Record<DType, number> = {
  bool: 0,
  uint8: 0,
  int32: -(2 ** 31),
  uint32: 0,
  float32: -Infinity,
  float64: -Infinity,
};
const largest: Record<DType, number> = {
  bool: 1,
  uint8: 255,
  int32: 2 ** 31 - 1,
  uint32: 2 ** 32 - 1,
  float32: Infinity,
  float64: Infinity,
};

export interface FoldRow extends Fold {
  /** Bools and bytes are counted in int32. */
  readonly widens: boolean;
  /** There is one of no elements. */
  readonly ofNothing: boolean;
}

export const folds = {
  sum: { name: "sum", joins: "add", empty: () => 0, widens: true, ofNothing: true },
  max: { name: "max", joins: "maximum", empty: (dtype) => smallest[dtype], widens: false, ofNothing: false },
  min: { name: "min", joins: "minimum", empty: (dtype) => largest[dtype], widens: false, ofNothing: false },
  prod: { name: "prod", joins: "mul", empty: () => 1, widens: true, ofNothing: true },
} satisfies Record<string, FoldRow>;
export type FoldName = keyof typeof folds;
/** The folds by their numbers: part of arguments. */
export const foldRows: readonly FoldRow[] = Object.values(folds);
export const foldNumber = (name: FoldName): number => foldRows.indexOf(folds[name]);
/** The dtype of what elements of a dtype are folded to. */
export const widened = ({ widens }: FoldRow, dtype: DType): DType =>
  widens && (dtype === "bool" || dtype === "uint8") ? "int32" : dtype;
