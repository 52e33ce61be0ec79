// A batch as a tree: lists and objects whose leaves are tensors, arrays on the host, and anything else.
import { tensor } from "../create/data.ts";
import { fromHost } from "../create.ts";
import type { HostArray } from "../host.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import { Tensor } from "../tensor.ts";

/** The arrays of a batch as tensors on a device; tensors stay what they are. `mayKeep`: nobody else has the arrays. */
export function toTensors(batch: unknown, device: DeviceLike | undefined, mayKeep = true): unknown {
  const where = device === undefined ? {} : { device };
  return changeArrays(batch, ({ dtype, shape, data }) =>
    mayKeep ? fromHost(data, dtype, shape, where) : tensor(data, { dtype, shape, ...where }),
  );
}

/** The same batch with something else in the place of each array, and of each tensor. */
export function changeArrays(
  batch: unknown,
  change: (array: HostArray) => unknown,
  changeTensor: (x: Tensor) => unknown = (x) => x,
): unknown {
  const inside = (part: unknown): unknown => changeArrays(part, change, changeTensor);
  switch (kindOf(batch)) {
    case "array":
      return change(batch as HostArray);
    case "tensor":
      return changeTensor(batch as Tensor);
    case "list":
      return (batch as readonly unknown[]).map(inside);
    case "object":
      return Object.fromEntries(Object.entries(batch as object).map(([name, part]) => [name, inside(part)]));
    default:
      return batch;
  }
}

/** What something is, as messages call it: "tensor", "array", "list", "object", "number", "string" … */
export function kindOf(item: unknown): string {
  if (typeof item !== "object") return typeof item;
  if (item === null) return "null";
  if (item instanceof Tensor) return "tensor";
  if (Array.isArray(item)) return "list";
  const { dtype, shape, data } = item as Partial<HostArray>;
  if (dtype !== undefined && Array.isArray(shape) && ArrayBuffer.isView(data)) return "array";
  const prototype = Object.getPrototypeOf(item);
  return prototype === Object.prototype || prototype === null ? "object" : (item.constructor?.name ?? "object");
}
