// What happens around a module's `forward`: whoever looks on is told, errors say which layer it was, and the outermost
// module's result is kept, because people read it late (the accuracy after a step): see docs/values-and-time.md.
import { bytesOf } from "../dtype.ts";
import { NeedleError } from "../errors.ts";
import { isRealized } from "../graph/node.ts";
import type { Timeline } from "../runtime/timeline.ts";
import { Tensor } from "../tensor.ts";
import type { ModuleBase } from "./module.ts";
import { titleOf } from "./print.ts";

/** Results of outermost calls that take more bytes than this are kept only if they are asked for. */
const mostKept = 8 << 20;

/** Told of every call before it begins; what it returns is told the output. */
export type Onlooker = (module: ModuleBase, inputs: readonly unknown[]) => (output: unknown) => void;
const onlookers: Onlooker[] = [];
let depth = 0;

export function called<T>(module: ModuleBase, inputs: readonly unknown[], forward: () => T): T {
  const told = onlookers.map((onlooker) => onlooker(module, inputs));
  depth++;
  let output: T;
  try {
    output = forward();
  } catch (error) {
    throw located(error, module);
  } finally {
    depth--;
  }
  for (const tell of told) tell(output);
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

/** The module in whose own code an error came up. */
const origins = new WeakMap<NeedleError, ModuleBase>();
/** An error on its way out, with the place of its origin in the outermost module. */
function located(error: unknown, module: ModuleBase): unknown {
  if (!(error instanceof NeedleError)) return error;
  const origin = origins.get(error) ?? module;
  origins.set(error, origin);
  if (depth > 1) return error;
  const path = module.namedModules().find(([, part]) => part === origin)?.[0];
  const where = `\n  in ${titleOf(origin)}${path ? `, which is ${path} of ${module.constructor.name}` : ""}`;
  error.stack = error.stack?.replace(error.message, `${error.message}${where}`) ?? "";
  error.message += where;
  return error;
}
