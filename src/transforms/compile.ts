// compile: a function is traced once for each kind of arguments; later calls repeat what it did, without building graph.

import { synchronous } from "../autograd.ts";
import { notes } from "../compiler/encode.ts";
import { difference, typesOf } from "../compiler/why.ts";
import { ArgumentError } from "../errors.ts";
import { isWalking } from "../graph/gradient.ts";
import { Flag, isDifferentiable, isRealized, isTracking, type Node, type Storage, spend } from "../graph/node.ts";
import { detached, leaf } from "../graph/ops/source.ts";
import type { Type } from "../graph/type.ts";
import { type Bound, bind, standIn } from "../runtime/arguments.ts";
import { debug } from "../runtime/debug.ts";
import { defaultDevice, openDevices } from "../runtime/devices.ts";
import { Recorder } from "../runtime/recorder.ts";
import type { Tape } from "../runtime/tape.ts";
import { tracing } from "../runtime/tracing.ts";
import { Tensor } from "../tensor.ts";
import { Variable } from "../variable.ts";
import { eachPart, mapLeaves } from "./structure.ts";

/** How many traces a compiled function keeps; and after how many it says that something is odd. */
const [most, odd] = [64, 16];

const isData = (part: unknown): part is Tensor => part instanceof Tensor && !(part instanceof Variable);
const tensorMark = Symbol("tensor");

/** A place in what a function returned that a new tensor is put in at each call. */
class Output {
  readonly register: number;
  readonly type: Type;
  constructor(register: number, type: Type) {
    this.register = register;
    this.type = type;
  }
}

interface Trace {
  /** What must be equal: how the arguments are nested, what in them is no tensor, and modes. */
  readonly parts: readonly unknown[];
  /** The graph of the tensors among the arguments, as encode.ts writes it. */
  readonly key: Int32Array;
  readonly types: ReadonlyMap<number, string>;
  readonly tape: Tape;
  /** What the function returned, with an `Output` for each tensor. */
  readonly returned: unknown;
}

/**
 * A function that does what `fn` does, in about a microsecond of JavaScript. The first call with arguments of a kind (shapes,
 * dtypes, devices, nesting, and everything in them that is no tensor) runs `fn` and records what it computes, which
 * variables it changes and which random numbers it draws; later calls repeat that. See docs/compile.md for what this means
 * for numbers and branches.
 *
 * @param fn takes and returns tensors, variables, nested arrays and plain objects of them, and anything else as it is
 * @throws ArgumentError if `fn` is asynchronous, reads a value, or makes a variable
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
  const traces: Trace[] = [];
  const made = { traces: 0, calls: 0 };
  const compiled = (...args: unknown[]): unknown => {
    if (tracing.by !== null || isWalking() || debug.beforeRun !== null) return body(...args);
    const parts: unknown[] = [isTracking(), defaultDevice()];
    const nodes: Node[] = [];
    let history = false;
    eachPart(args, (part) => {
      if (ArrayBuffer.isView(part))
        throw new ArgumentError("compile: a typed array would be frozen into the trace; give it as a tensor");
      if (!isData(part)) parts.push(part);
      else {
        parts.push(tensorMark);
        nodes.push(part.node);
        if ((part.node.flags & Flag.tracked) !== 0) history = true;
      }
    });
    if (history) return body(...args); // whoever differentiates needs the graph
    for (let i = 0; i < nodes.length; i++) nodes[i]!.flags |= Flag.consumed;
    for (let i = 0; i < openDevices.length; i++) openDevices[i]!.settle();
    const bound = bind(nodes);
    made.calls++;
    for (let i = traces.length - 1; i >= 0; i--) {
      const trace = traces[i]!;
      if (!hasParts(trace, parts) || !hasKey(trace) || !trace.tape.fits()) continue;
      if (i < traces.length - 1) traces.push(...traces.splice(i, 1));
      return replay(trace, bound);
    }
    return record(body, args, parts, nodes, traces, made);
  };
  return compiled as unknown as F;
}

function hasParts({ parts }: Trace, now: readonly unknown[]): boolean {
  if (parts.length !== now.length) return false;
  for (let i = 0; i < parts.length; i++) if (!Object.is(parts[i], now[i])) return false;
  return true;
}
function hasKey({ key }: Trace): boolean {
  if (key.length !== notes.length) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== notes.key[i]) return false;
  return true;
}

function replay({ tape, returned }: Trace, { storages, numbers }: Bound): unknown {
  tape.play(storages, numbers);
  return mapLeaves(returned, (part) =>
    part instanceof Output ? new Tensor(leaf(part.type, tape.registers[part.register]!)) : part,
  );
}

function record(
  body: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  parts: readonly unknown[],
  nodes: readonly Node[],
  traces: Trace[],
  made: { traces: number; calls: number },
): unknown {
  const key = notes.key.slice(0, notes.length);
  const types = typesOf(notes.nodes);
  report(traces, { key, types, parts }, made);
  const stand = standIn(nodes);
  const recorder = new Recorder(stand.storages, stand.all, stand.numbers);
  let next = 0;
  const given = mapLeaves(args, (part) => (isData(part) ? new Tensor(stand.nodes[next++]!) : part)) as unknown[];
  const outputs: Node[] = [];
  const returned = recorder.listen(() => {
    const result = mapLeaves(synchronous("compile", body(...given)), (part) => {
      if (!isData(part)) return part;
      const tensor = snapshot(part, recorder);
      outputs.push(tensor.node);
      return tensor;
    });
    for (const timeline of openDevices)
      timeline.settle(outputs.filter((n) => !isRealized(n) && n.type.place === timeline));
    return result;
  });
  const finished = recorder.finish(outputs.map((n) => n.data as Storage));
  if (finished !== null) {
    let i = 0;
    const template = mapLeaves(returned, (part) =>
      isData(part) ? new Output(finished.outputs[i++]!, part.node.type) : part,
    );
    traces.push({ parts, key, types, tape: finished.tape, returned: template });
    if (traces.length > most) traces.shift();
  }
  return returned;
}

/** A tensor that the function returns, as a value without a history. */
function snapshot(t: Tensor, recorder: Recorder): Tensor {
  const { node } = t;
  recorder.uses(node, false);
  if (isRealized(node) && (node.data as Storage).mutable) return new Tensor(detached(node)); // a gradient: copied
  if (isDifferentiable(node)) spend(node);
  return t;
}

function report(
  traces: readonly Trace[],
  now: Pick<Trace, "key" | "types" | "parts">,
  made: { traces: number; calls: number },
): void {
  const why = traces.length === 0 ? "the first call" : whyAgain(traces.at(-1)!, now);
  made.traces++;
  if (debug.level >= 1) debug.log(`needle: compile: trace ${made.traces}: ${why}`);
  if (made.traces === odd && made.calls < 2 * odd)
    console.warn(
      `needle: compile: a function was traced ${made.traces} times in ${made.calls} calls, which is slower than not to compile it. The last time: ${why}. NEEDLE_DEBUG=1 shows them all`,
    );
}

function whyAgain(then: Trace, now: Pick<Trace, "key" | "types" | "parts">): string {
  const at = now.parts.findIndex((part, i) => !Object.is(part, then.parts[i]));
  if (at === 0) return "inside or outside of noGrad";
  if (at === 1) return "another default device";
  if (at > 0 || now.parts.length !== then.parts.length)
    return `an argument that is no tensor is ${show(now.parts[at])}, not ${show(then.parts[at])}`;
  const same = now.key.length === then.key.length && now.key.every((x, i) => x === then.key[i]);
  return same ? "variables, gradients or settings are in another state" : `of the arguments, ${difference(now, then)}`;
}
const show = (part: unknown): string =>
  typeof part === "function" || (typeof part === "object" && part !== null) ? "another object" : String(part);
