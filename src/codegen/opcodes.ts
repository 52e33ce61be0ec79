// Numbers for the primitive rows of the scalar table, for devices that interpret programs instead of compiling text.
// native/generated/opcodes.h has the same numbers (scripts/opcodes.mjs).
import { type Row, scalars } from "../ir/scalar.ts";

/** The primitive rows: those that are not made of others. The place in this list is the opcode. */
export const primitives: readonly (readonly [name: string, row: Row])[] = Object.entries<Row>(scalars).filter(
  ([, row]) => row.as === undefined,
);

/** The opcode of each primitive row. */
export const opcodes: ReadonlyMap<string, number> = new Map(primitives.map(([name], i) => [name, i]));
