// Matrix products as in NumPy: batches broadcast, 1-d operands get an axis for the time of the product.
import { ShapeError } from "../../errors.ts";
import { broadcast, type Shape, show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { batchedMatmul, contract } from "../ops/contract.ts";
import { reshape } from "../ops/movement.ts";

export function matmul(a: Node, b: Node): Node {
  const p = a.type.shape;
  const q = b.type.shape;
  if (p.length === 2 && q.length === 2 && p[1] === q[0]) return batchedMatmul(a, b, 0);
  const wrong = (what: string): ShapeError => new ShapeError(`matmul: ${what}, ${show(p)} @ ${show(q)}`);
  if (p.length === 0 || q.length === 0) throw wrong("a 0-d tensor has no axis to sum over");
  if (p.at(-1) !== q.at(q.length > 1 ? -2 : -1)) throw wrong("inner sizes differ");
  const batch = broadcastOr(p.slice(0, -2), q.slice(0, -2), () => wrong("batch axes do not broadcast"));
  // labels: 0 row, 1 inner, 2 column, then the batch axes; axes of size 1 are left out and put back at the end
  const left = operand(a, p.slice(0, -2), p.slice(-2), batch);
  const right = operand(b, q.slice(0, -2), q.slice(-2), batch);
  const rows = p.length > 1 ? [0] : [];
  const columns = q.length > 1 ? [2] : [];
  const shared = batch.flatMap((d, i) => (d === 1 ? [] : [3 + i]));
  const product = contract(
    [...left.labels, ...rows, 1],
    [...right.labels, 1, ...columns],
    [...shared, ...rows, ...columns],
    left.node,
    right.node,
  );
  return reshape(product, [...batch, ...p.slice(-2, -1), ...(q.length > 1 ? [q.at(-1)!] : [])]);
}

/** An operand without the batch axes of size 1, and the labels of the others. */
function operand(n: Node, lead: Shape, tail: Shape, batch: Shape): { node: Node; labels: number[] } {
  const missing = batch.length - lead.length;
  const kept = lead.flatMap((d, i) => (d === 1 ? [] : [i]));
  return { node: reshape(n, [...kept.map((i) => lead[i]!), ...tail]), labels: kept.map((i) => 3 + i + missing) };
}

function broadcastOr(a: Shape, b: Shape, error: () => Error): number[] {
  try {
    return broadcast("matmul", a, b);
  } catch {
    throw error();
  }
}
