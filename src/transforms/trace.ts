// One trace of a compiled function: what a call must look like to be like it, what it did, and what it returned.
import { synchronous } from "../autograd.ts";
import { notes } from "../compiler/encode.ts";
import { typesOf } from "../compiler/why.ts";
import { isDifferentiable, isRealized, type Node, type Storage, spend } from "../graph/node.ts";
import { detached, leaf } from "../graph/ops/source.ts";
import type { Type } from "../graph/type.ts";
import { type Bound, standIn } from "../runtime/arguments.ts";
import { openDevices } from "../runtime/devices.ts";
import { Recorder } from "../runtime/recorder.ts";
import { Tape } from "../runtime/tape.ts";
import { Tensor } from "../tensor.ts";
import { isValue, mapLeaves } from "./structure.ts";

/** What makes two calls alike, but for the state of variables. */
export interface Likeness {
  /** How the arguments are nested, what in them is no tensor, and modes. */
  readonly parts: readonly unknown[];
  /** The graph of the tensors among them, as encode.ts writes it, and its types in words. */
  readonly key: Int32Array;
  readonly types: ReadonlyMap<number, string>;
}
export interface Trace extends Likeness {
  readonly tape: Tape;
  /** What the function returned, with an `Output` for each tensor. */
  readonly returned: unknown;
}

/** The likeness of a call whose tensors `bind` has just written down. */
export const likeness = (parts: readonly unknown[]): Likeness => ({
  parts,
  key: notes.key.slice(0, notes.length),
  types: typesOf(notes.nodes),
});

/** Is the call whose tensors `bind` has just written down like that of the trace? */
export function matches({ parts, key, tape }: Trace, now: readonly unknown[]): boolean {
  if (parts.length !== now.length || key.length !== notes.length) return false;
  for (let i = 0; i < parts.length; i++) if (!Object.is(parts[i], now[i])) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== notes.key[i]) return false;
  return tape.fits();
}

/** A place in what a function returned that a new tensor is put in at each call. */
class Output {
  readonly register: number;
  readonly type: Type;
  constructor(register: number, type: Type) {
    this.register = register;
    this.type = type;
  }
}

export function replay({ tape, returned }: Trace, { storages, numbers }: Bound): unknown {
  tape.play(storages, numbers);
  return mapLeaves(returned, (part) =>
    part instanceof Output ? new Tensor(leaf(part.type, tape.result(part.register))) : part,
  );
}

/**
 * Calls a function with tensors that stand for those of any call. Returns what it returned, computed, and the trace; or why
 * there is none. `nodes` are those that `bind` has just written down.
 */
export function record(
  body: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  nodes: readonly Node[],
  like: Likeness,
): { readonly result: unknown; readonly trace: Trace | string } {
  const stand = standIn(nodes);
  const recorder = new Recorder(stand.storages, stand.all, stand.numbers);
  let next = 0;
  const given = mapLeaves(args, (part) => (isValue(part) ? new Tensor(stand.nodes[next++]!) : part)) as unknown[];
  const outputs: Node[] = [];
  const result = recorder.listen(() => {
    const returned = mapLeaves(synchronous("compile", body(...given)), (part) => {
      if (!isValue(part)) return part;
      const value = withoutHistory(part, recorder);
      outputs.push(value.node);
      return value;
    });
    for (const timeline of openDevices)
      timeline.settle(outputs.filter((n) => !isRealized(n) && n.type.place === timeline));
    return returned;
  });
  const recorded = recorder.finish(outputs.map((n) => n.data as Storage));
  if (typeof recorded === "string") return { result, trace: recorded };
  let at = 0;
  const returned = mapLeaves(result, (part) =>
    isValue(part) ? new Output(recorded.outputs[at++]!, part.node.type) : part,
  );
  return { result, trace: { ...like, tape: new Tape(recorded.recording), returned } };
}

/** A tensor that the function returns. */
function withoutHistory(t: Tensor, recorder: Recorder): Tensor {
  const { node } = t;
  recorder.uses(node, false);
  if (isRealized(node) && (node.data as Storage).mutable) return new Tensor(detached(node)); // a gradient: copied
  if (isDifferentiable(node)) spend(node);
  return t;
}
