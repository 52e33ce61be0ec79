// Why was this planned again? The first place where the keys of two graphs differ, in words.

import type { Node } from "../graph/node.ts";
import { ops } from "../graph/op.ts";
import { leafOp, sliceOp } from "../graph/ops/source.ts";
import { show } from "../shape.ts";

interface RecordOf {
  readonly op: string;
  readonly fields: readonly (readonly [name: string, value: number])[];
}

/** Takes a key apart as encode.ts wrote it. */
function records(key: Int32Array): { roots: number[]; nodes: RecordOf[]; into: number[] } {
  let at = 1;
  const count = key[at++]!;
  const roots = [...key.subarray(at, (at += count))];
  const nodes: RecordOf[] = [];
  while (at < key.length - count) {
    const word = key[at++]!;
    const op = ops[word & 255]!;
    if (op === leafOp) {
      nodes.push({
        op: "leaf",
        fields: [
          ["type", key[at]!],
          ["storage", key[at + 1]!],
        ],
      });
      at += 2;
      continue;
    }
    const sources = word >>> 8;
    const fields: [string, number][] = [["argument", key[at++]!]];
    if (sources === 0 || op === sliceOp) fields.push(["type", key[at++]!]);
    for (let i = 0; i < sources; i++) fields.push([`source ${i}`, key[at++]!]);
    nodes.push({ op: op.name, fields });
  }
  return { roots, nodes, into: [...key.subarray(at)] };
}

/** A graph as encode.ts wrote it, and its types in words. */
export interface Described {
  readonly key: Int32Array;
  readonly types: ReadonlyMap<number, string>;
}

/** The types of a graph's leaves and numbers, by their ids. */
export function typesOf(nodes: readonly Node[]): Map<number, string> {
  return new Map(nodes.map(({ type }) => [type.id, `${type.dtype} ${show(type.shape)}`]));
}

/** Of the plans that there are, the one that is most like a new graph: the longest common beginning. */
export function mostLike<D extends Described>(key: Int32Array, plans: Iterable<D>): D | null {
  let best: D | null = null;
  let most = -1;
  for (const plan of plans) {
    const at = key.findIndex((x, i) => x !== plan.key[i]);
    const common = at < 0 ? key.length : at;
    if (common >= most) [best, most] = [plan, common];
  }
  return best;
}

/** Why a graph has no plan though another has: the first difference. */
export function difference(a: Described, b: Described): string {
  const now = records(a.key);
  const then = records(b.key);
  if (a.key[0] !== b.key[0]) return "another debug mode";
  if (now.roots.length !== then.roots.length)
    return `${now.roots.length} results are computed, not ${then.roots.length}`;
  for (let i = 0; i < now.nodes.length; i++) {
    const x = now.nodes[i]!;
    const y = then.nodes[i];
    if (y === undefined) break;
    if (x.op !== y.op) return `node ${i} is '${x.op}', not '${y.op}'`;
    const j = x.fields.findIndex(([, value], k) => value !== y.fields[k]?.[1]);
    if (j < 0) continue;
    const [field, value] = x.fields[j]!;
    if (field === "type") return `node ${i}, '${x.op}', is ${a.types.get(value)}, not ${b.types.get(y.fields[j]![1])}`;
    return `node ${i}, '${x.op}', has another ${field}`;
  }
  if (now.nodes.length !== then.nodes.length) return `there are ${now.nodes.length} nodes, not ${then.nodes.length}`;
  return "other memory is overwritten";
}
