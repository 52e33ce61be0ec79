// States as files hold them: whatever `stateDict()` gave, as JSON, and the tensors in it by name beside it.
import { fromHost } from "../create.ts";
import { ArgumentError, FileError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { Tensor } from "../tensor.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Plain data whose leaves may be tensors, as JSON; each tensor is replaced by its name and put into `tensors`. */
export function toJson(name: string, value: unknown, tensors: Map<string, Tensor>): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    const isPlain = Number.isFinite(value) && !Object.is(value, -0);
    return isPlain ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (value instanceof Tensor) {
    tensors.set(name, value);
    return { $tensor: name };
  }
  if (Array.isArray(value)) return value.map((v, i) => toJson(`${name}/${i}`, v ?? null, tensors));
  if (typeof value !== "object" || value === undefined)
    throw new ArgumentError(`checkpoint: ${name} is a ${typeof value}; a state is plain data and tensors`);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.map(([key, v]) => [key, toJson(`${name}/${key}`, v, tensors)]));
}

/** The way back. */
export function fromJson(value: Json, arrays: ReadonlyMap<string, HostArray>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((v) => fromJson(v, arrays));
  const { $number, $tensor } = value as { readonly [key: string]: Json };
  if (typeof $number === "string") return Number($number);
  if (typeof $tensor === "string") {
    const array = arrays.get($tensor);
    if (array === undefined) throw new FileError(`the tensor ${$tensor} is missing`);
    return fromHost(array.data, array.dtype, array.shape, {});
  }
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, fromJson(v, arrays)]));
}
