// Nested arrays and plain objects of tensors, as functions take and return them. Anything else is left as it is.
import { Tensor } from "../tensor.ts";
import { Variable } from "../variable.ts";

/** Whether a leaf is a value; variables are state and stay what they are. */
export const isValue = (leaf: unknown): leaf is Tensor => leaf instanceof Tensor && !(leaf instanceof Variable);

const isPlain = (value: object): value is Record<string, unknown> => {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
};

/** The same structure with every leaf replaced. */
export function mapLeaves(value: unknown, replace: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((v) => mapLeaves(v, replace));
  if (typeof value !== "object" || value === null || !isPlain(value)) return replace(value);
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, mapLeaves(v, replace)]));
}

const marks = { list: Symbol("list"), object: Symbol("object") };

/** Calls `see` with the leaves in order, and with what says how they are nested: equal sequences are equal structures. */
export function eachPart(value: unknown, see: (part: unknown) => void): void {
  if (Array.isArray(value)) {
    see(marks.list);
    see(value.length);
    for (let i = 0; i < value.length; i++) eachPart(value[i], see);
  } else if (typeof value === "object" && value !== null && isPlain(value)) {
    see(marks.object);
    const keys = Object.keys(value);
    see(keys.length);
    for (let i = 0; i < keys.length; i++) {
      see(keys[i]);
      eachPart(value[keys[i]!], see);
    }
  } else see(value);
}
