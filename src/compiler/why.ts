// Why was this planned again? The first place where the keys of two graphs differ, in words.
import { ops } from "../graph/op.ts";
import { leafOp, sliceOp } from "../graph/ops/source.ts";

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

export function differences(key: Int32Array, before: Int32Array): string {
  const now = records(key);
  const then = records(before);
  if (key[0] !== before[0]) return "another debug mode";
  if (now.roots.length !== then.roots.length)
    return `${now.roots.length} results are computed, ${then.roots.length} in the plan before`;
  for (let i = 0; i < now.nodes.length; i++) {
    const a = now.nodes[i]!;
    const b = then.nodes[i];
    if (b === undefined) break;
    if (a.op !== b.op) return `node ${i} is '${a.op}', '${b.op}' in the plan before`;
    const j = a.fields.findIndex(([, value], k) => value !== b.fields[k]?.[1]);
    if (j >= 0) return `node ${i}, '${a.op}': another ${a.fields[j]![0]} than in the plan before`;
  }
  if (now.nodes.length !== then.nodes.length)
    return `${now.nodes.length} nodes, ${then.nodes.length} in the plan before`;
  return "other memory is overwritten than in the plan before";
}
