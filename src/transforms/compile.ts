// compile: a function is traced once for each kind of call; later calls repeat what it did, without building graph.
import { synchronous } from "../autograd.ts";
import { ArgumentError } from "../errors.ts";
import { isWalking } from "../graph/gradient.ts";
import { Flag, isTracking, type Node } from "../graph/node.ts";
import { bind } from "../runtime/arguments.ts";
import { debug } from "../runtime/debug.ts";
import { defaultDevice, openDevices } from "../runtime/devices.ts";
import { tracing } from "../runtime/tracing.ts";
import { eachPart, isValue } from "./structure.ts";
import { likeness, record, replay } from "./trace.ts";
import { Traces } from "./traces.ts";

const valueMark = Symbol("tensor");

/**
 * A function that does what `fn` does, in about a microsecond of JavaScript. The first call of a kind (shapes, dtypes,
 * devices and nesting of the arguments, and everything in them that is no tensor) runs `fn` and records what is computed,
 * which variables change and which random numbers are drawn; later calls repeat that. docs/compile.md says what this means
 * for numbers and branches.
 *
 * @param fn takes and returns tensors, variables, nested arrays and plain objects of them, and anything else as it is
 * @throws ArgumentError if `fn` is asynchronous or reads a value, or where a typed array is given
 * @example
 * const w = parameter(tensor([1, 2]));
 * const step = compile((x: Tensor) => {
 *   w.zeroGrad();
 *   const loss = w.mul(x).square().sum();
 *   loss.backward();
 *   w.assign(w.sub(w.gradient!.mul(0.1)));
 *   return loss;
 * });
 * step(tensor([1, 1])); // 5
 * step(tensor([1, 1])); // 3.2
 */
export function compile<F extends (...args: never[]) => unknown>(fn: F): F {
  if (typeof fn !== "function") throw new ArgumentError(`compile: a function is needed, not ${typeof fn}`);
  if (fn.constructor.name === "AsyncFunction") synchronous("compile", Promise.resolve());
  const body = fn as unknown as (...args: unknown[]) => unknown;
  const traces = new Traces();
  const compiled = (...args: unknown[]): unknown => {
    if (tracing.by !== null || isWalking() || debug.beforeRun !== null) return body(...args);
    const { parts, nodes, history } = take(args);
    if (history) return body(...args); // whoever differentiates needs the graph
    for (let i = 0; i < nodes.length; i++) nodes[i]!.flags |= Flag.consumed;
    for (let i = 0; i < openDevices.length; i++) openDevices[i]!.settle(); // what was left from before
    const bound = bind(nodes);
    const known = traces.find(parts);
    if (known !== null) return replay(known, bound);
    const like = likeness(parts);
    traces.announce(like);
    const { result, trace } = record(body, args, nodes, like);
    traces.add(trace);
    return result;
  };
  return compiled as unknown as F;
}

/** Takes arguments apart: what must be equal for a trace to serve again, and what may change. */
function take(args: readonly unknown[]): { parts: unknown[]; nodes: Node[]; history: boolean } {
  const parts: unknown[] = [isTracking(), defaultDevice()];
  const nodes: Node[] = [];
  let history = false;
  eachPart(args, (part) => {
    if (isValue(part)) {
      parts.push(valueMark);
      nodes.push(part.node);
      if ((part.node.flags & Flag.tracked) !== 0) history = true;
    } else if (ArrayBuffer.isView(part))
      throw new ArgumentError("compile: a typed array would be frozen into the trace; give it as a tensor");
    else parts.push(part);
  });
  return { parts, nodes, history };
}
