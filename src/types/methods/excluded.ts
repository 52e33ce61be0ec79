// Methods that users of NumPy and PyTorch look for and that cannot be: the compiler and the run time say what serves instead.
import type { excluded } from "../../excluded.ts";
import type { ShapeError } from "../shape.ts";

type Table = typeof excluded;
export type ExcludedMethods = {
  readonly [Op in keyof Table]: (this: ShapeError<`${Op}: ${Table[Op]}`>, ...args: unknown[]) => never;
};
