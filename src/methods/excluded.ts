// Methods that throw, since the shape of their result would depend on data.
import { ArgumentError } from "../errors.ts";
import { excluded } from "../excluded.ts";

export const throwing = Object.fromEntries(
  Object.entries(excluded).map(([op, why]) => [
    op,
    (): never => {
      throw new ArgumentError(`${op}: ${why}`);
    },
  ]),
);
