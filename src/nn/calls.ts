// What happens around a module's `forward`: whoever looks on is told, and the outermost module's result is kept, because
// people read it late (the accuracy after a step): see docs/values-and-time.md.
import { bytesOf } from "../dtype.ts";
import { isRealized } from "../graph/node.ts";
import type { Timeline } from "../runtime/timeline.ts";
import { Tensor } from "../tensor.ts";
import type { ModuleBase } from "./module.ts";

/** Results of outermost calls that take more bytes than this are kept only if they are asked for. */
const mostKept = 8 << 20;

/** Told of every call: before it with no output, after it with the output. */
export type Onlooker = (module: ModuleBase, output: unknown) => void;
const onlookers: Onlooker[] = [];
let depth = 0;

export function called<T>(module: ModuleBase, forward: () => T): T {
  depth++;
  let output: T;
  try {
    output = forward();
  } finally {
    depth--;
  }
  for (const onlooker of onlookers) onlooker(module, output);
  if (depth === 0) keepAll(output);
  return output;
}

/** Runs something while a function is told of every call of a module. */
export function watching<T>(onlooker: Onlooker, run: () => T): T {
  onlookers.push(onlooker);
  try {
    return run();
  } finally {
    onlookers.splice(onlookers.lastIndexOf(onlooker), 1);
  }
}

/** The tensors in a result: itself, or in the arrays and plain objects that it is. */
export function tensorsIn(output: unknown): Tensor[] {
  if (output instanceof Tensor) return [output];
  if (Array.isArray(output)) return output.flatMap(tensorsIn);
  return typeof output === "object" && output !== null && Object.getPrototypeOf(output) === Object.prototype
    ? Object.values(output).flatMap(tensorsIn)
    : [];
}

function keepAll(output: unknown): void {
  for (const { node } of tensorsIn(output))
    if (!isRealized(node) && node.type.size * bytesOf(node.type.dtype) <= mostKept)
      (node.type.place as Timeline).pending.kept.push(node);
}
