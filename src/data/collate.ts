// Items put together into a batch: what is at the same place in each of them becomes one array with one axis more.
import type { Place } from "../create.ts";
import { arrayOf, type DType, type TypedArray } from "../dtype.ts";
import { DataError, DTypeError, ShapeError } from "../errors.ts";
import { stack } from "../functional/index.ts";
import type { HostArray } from "../host.ts";
import { type Shape, sameShape, show, sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { kindOf, toTensors } from "./parts.ts";

type Batched<S extends Shape> = number extends S["length"] ? number[] : [number, ...S];
/** What items become in a batch: numbers and arrays become tensors, anything else lists. */
export type Collated<Item> =
  Item extends Tensor<infer S>
    ? Tensor<Batched<S>>
    : Item extends HostArray
      ? Tensor<Batched<Item["shape"]>>
      : Item extends number | boolean
        ? Tensor<[number]>
        : Item extends readonly unknown[]
          ? { -readonly [K in keyof Item]: Collated<Item[K]> }
          : Item extends Date
            ? Item[]
            : Item extends object
              ? { [K in keyof Item]: Collated<Item[K]> }
              : Item[];

/**
 * Puts items together: tensors are stacked, arrays become one tensor, numbers one of float32 and booleans one of bool; lists and
 * objects are gone into, and all else (strings, dates) becomes a list.
 *
 * @throws ShapeError, DTypeError, DataError where items are not alike, with the first one that differs
 * @example
 * collate([{ x: 1, name: "a" }, { x: 2, name: "b" }]).name; // ["a", "b"]
 */
export function collate<Item>(items: readonly Item[], { device }: Pick<Place, "device"> = {}): Collated<Item> {
  if (items.length === 0) throw new DataError("collate: there are no items");
  return toTensors(stackItems(items), device) as Collated<Item>;
}

/** The same with arrays on the host, which a worker can pass on. */
export function stackItems(items: readonly unknown[], place = "an item"): unknown {
  const first = items[0];
  const kind = kindOf(first);
  const other = items.findIndex((item) => kindOf(item) !== kind);
  if (other > 0)
    throw new DataError(`collate: ${place} is ${kind} in item 0 and ${kindOf(items[other])} in item ${other}`);
  switch (kind) {
    case "number":
      return numbers("float32", items as number[]);
    case "boolean":
      return numbers("bool", items as boolean[]);
    case "tensor":
      checkAlike(items as Tensor[], place);
      return stack(items as Tensor[]);
    case "array":
      checkAlike(items as HostArray[], place);
      return stackArrays(items as HostArray[]);
    case "list": {
      const lists = items as readonly (readonly unknown[])[];
      checkSame(lists, (list) => list.length, place, "entries");
      return lists[0]!.map((_, k) =>
        stackItems(
          lists.map((list) => list[k]),
          `entry ${k} of ${place}`,
        ),
      );
    }
    case "object": {
      const objects = items as Readonly<Record<string, unknown>>[];
      const names = Object.keys(objects[0]!);
      checkSame(objects, (object) => Object.keys(object).sort().join(", "), place, "as fields");
      return Object.fromEntries(
        names.map((name) => [
          name,
          stackItems(
            objects.map((o) => o[name]),
            `'${name}' of ${place}`,
          ),
        ]),
      );
    }
    default:
      return [...items];
  }
}

const numbers = (dtype: DType, items: readonly (number | boolean)[]): HostArray => ({
  dtype,
  shape: [items.length],
  data: new (arrayOf(dtype))(items.map(Number)),
});

function stackArrays(items: readonly HostArray[]): HostArray {
  const { dtype, shape } = items[0]!;
  const size = sizeOf(shape);
  const data: TypedArray = new (arrayOf(dtype))(items.length * size);
  for (const [i, item] of items.entries()) data.set(item.data, i * size);
  return { dtype, shape: [items.length, ...shape], data };
}

function checkAlike(items: readonly { readonly dtype: DType; readonly shape: Shape }[], place: string): void {
  const { dtype, shape } = items[0]!;
  items.forEach((item, i) => {
    if (!sameShape(item.shape, shape))
      throw new ShapeError(
        `collate: ${place} is ${show(shape)} in item 0 and ${show(item.shape)} in item ${i}; batches need equal shapes: ` +
          "crop or pad the items in a transform, or give { collate }",
      );
    if (item.dtype !== dtype)
      throw new DTypeError(`collate: ${place} is ${dtype} in item 0 and ${item.dtype} in item ${i}`);
  });
}

function checkSame<T>(items: readonly T[], measure: (item: T) => unknown, place: string, what: string): void {
  const wanted = measure(items[0]!);
  const other = items.findIndex((item) => measure(item) !== wanted);
  if (other > 0)
    throw new DataError(
      `collate: ${place} has ${wanted} ${what} in item 0 and ${measure(items[other]!)} in item ${other}`,
    );
}
