// Types of tensors: where, what, how big. Interned: equal types are one object with one number. Every table here is
// bounded: when it is full it starts anew. Then equal types may be two objects for a while, which costs a new plan, no more.
import { type DType, dtypes } from "../dtype.ts";
import { type Shape, sameShape, sizeOf } from "../shape.ts";

/** Where tensors live. The devices of devices/ are places; the graph only asks whether two are the same. */
export interface Place {
  readonly id: number;
  readonly name: string;
  /** The types of single numbers here, once they have been asked for. */
  readonly scalars: { [D in DType]?: Type };
}

const limit = 1 << 16;

const nothing: readonly unknown[] = [];

/** A table of things found by a 32-bit hash and compared in full. */
class Interner<T> {
  #chains = new Map<number, T[]>();
  #count = 0;
  /** The entries with this hash: the caller compares. */
  at(hash: number): readonly T[] {
    return this.#chains.get(hash) ?? (nothing as readonly T[]);
  }
  add(hash: number, entry: T): T {
    if (this.#count++ === limit) {
      this.#chains = new Map();
      this.#count = 1;
    }
    const chain = this.#chains.get(hash);
    if (chain === undefined) this.#chains.set(hash, [entry]);
    else chain.push(entry);
    return entry;
  }
}

function hashOf(list: readonly number[], seed: number): number {
  let hash = seed ^ list.length;
  for (let i = 0; i < list.length; i++) hash = Math.imul(hash ^ list[i]!, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

let count = 0;

/** An interned list of integers: the argument of an op. */
export class Ints {
  readonly id = count++;
  readonly list: readonly number[];
  /** What an op has worked out about it. */
  memo: unknown = null;
  constructor(list: readonly number[]) {
    this.list = list;
  }
}
const lists = new Interner<Ints>();
export function ints(list: readonly number[]): Ints {
  const hash = hashOf(list, 0);
  const same = lists.at(hash);
  for (let i = 0; i < same.length; i++) if (sameShape(same[i]!.list, list)) return same[i]!;
  return lists.add(hash, new Ints([...list]));
}

export class Type {
  readonly id = count++;
  readonly place: Place;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly size: number;
  constructor(place: Place, dtype: DType, shape: Shape) {
    this.place = place;
    this.dtype = dtype;
    this.shape = shape;
    this.size = sizeOf(shape);
  }
}
const types = new Interner<Type>();
export function typeOf(place: Place, dtype: DType, shape: Shape): Type {
  const hash = hashOf(shape, place.id * 16 + dtypes.indexOf(dtype) + 1);
  const same = types.at(hash);
  for (let i = 0; i < same.length; i++) {
    const t = same[i]!;
    if (t.place === place && t.dtype === dtype && sameShape(t.shape, shape)) return t;
  }
  return types.add(hash, new Type(place, dtype, [...shape]));
}

/** The type of single numbers: asked for in every step. */
export function scalarType(place: Place, dtype: DType): Type {
  return (place.scalars[dtype] ??= typeOf(place, dtype, []));
}
export const withShape = (type: Type, shape: Shape): Type => typeOf(type.place, type.dtype, shape);
