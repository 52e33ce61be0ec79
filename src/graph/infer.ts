// The rules of types behind one memo table: (op, argument, source types) → type. A rule runs once per distinct question,
// so it may be written for readers; asking again costs a few nanoseconds. A rule that throws is not remembered.
import type { Arg, Node } from "./node.ts";
import type { Op } from "./op.ts";
import type { Type } from "./type.ts";

const most = 6; // sources of a memoised question
const width = most + 2;
const full = 1 << 16;

let size = 1 << 10;
let used = 0;
let keys = new Int32Array(size * width);
let values: (Type | null)[] = new Array<null>(size).fill(null);

export function infer(op: Op, arg: Arg, src: readonly Node[]): Type {
  const n = src.length;
  if (n > most) return ask(op, arg, src);
  const argument = typeof arg === "number" ? arg : arg.id;
  let hash = Math.imul(argument ^ (op.id << 24), 0x9e3779b1);
  for (let i = 0; i < n; i++) hash = Math.imul((hash ^ (hash >>> 15)) + src[i]!.type.id, 0x85ebca6b);
  hash ^= hash >>> 13;
  let at = hash & (size - 1);
  search: for (; values[at] !== null; at = (at + 1) & (size - 1)) {
    const k = at * width;
    if (keys[k] !== argument || keys[k + 1] !== (op.id << 3) + n) continue;
    for (let i = 0; i < n; i++) if (keys[k + 2 + i] !== src[i]!.type.id) continue search;
    return values[at]!;
  }
  const type = ask(op, arg, src);
  if (used * 2 >= size) {
    makeRoom();
    return type; // remembered the next time it is asked
  }
  const k = at * width;
  keys[k] = argument;
  keys[k + 1] = (op.id << 3) + n;
  for (let i = 0; i < n; i++) keys[k + 2 + i] = src[i]!.type.id;
  values[at] = type;
  used++;
  return type;
}

const ask = (op: Op, arg: Arg, src: readonly Node[]): Type => op.type(arg as never, ...src.map((s) => s.type));

/** Grows the table up to its limit and forgets what it held: simpler than moving it, and rare. */
function makeRoom(): void {
  if (size < full) size *= 4;
  used = 0;
  keys = new Int32Array(size * width);
  values = new Array<null>(size).fill(null);
}
