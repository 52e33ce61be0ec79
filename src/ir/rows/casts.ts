// Other dtypes.
import type { DType } from "../../dtype.ts";
import { type Derivatives, define, near } from "../row.ts";

const cast = (dtype: DType, meaning: (x: number) => number) => ({
  typing: dtype,
  meaning,
  domain: [near] as const,
  ...(dtype.startsWith("float") ? { derivative: ((_x, _y, g) => [g]) as Derivatives } : {}),
});

export const casts = define({
  /** Cast: anything but 0 is true. */
  bool: cast("bool", (x) => +(x !== 0)),
  /** Cast: whole part, modulo 2⁸. */
  uint8: cast("uint8", (x) => x & 255),
  /** Cast: whole part, modulo 2³². */
  int32: cast("int32", (x) => x | 0),
  /** Cast: whole part, modulo 2³². */
  uint32: cast("uint32", (x) => x >>> 0),
  /** Cast: nearest float32. */
  float32: cast("float32", Math.fround),
  /** Cast. */
  float64: cast("float64", (x) => x),
});
