// Products of tensors that are made of matrix products, contractions and maps.
import { AxisError, ShapeError } from "../../errors.ts";
import { formula } from "../../ir/formula.ts";
import { add, mul, sub } from "../../ir/scalar.ts";
import { broadcast, normalizeAxis, type Shape, show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { contract } from "../ops/contract.ts";
import { map, named } from "../ops/map.ts";
import { expand, reshape } from "../ops/movement.ts";
import { fold } from "../ops/reduce.ts";
import { diagonal } from "./diagonals.ts";
import { roll } from "./joining.ts";
import { matmul } from "./matmul.ts";

const product = formula((a, b) => mul(a, b));
const weighted = named(
  "addmm",
  formula((x, beta, y, alpha) => add(mul(beta, x), mul(alpha, y))),
);

/** Operands that must have some numbers of axes. */
function checkRanks(op: string, what: string, a: Node, rankA: number, b: Node, rankB: number): void {
  if (a.type.shape.length !== rankA || b.type.shape.length !== rankB)
    throw new ShapeError(`${op}: ${what} are needed, not ${show(a.type.shape)} and ${show(b.type.shape)}`);
}
/** A matrix product of operands with just these numbers of axes. */
function strict(op: string, what: string, rankA: number, rankB: number) {
  return (a: Node, b: Node): Node => {
    checkRanks(op, what, a, rankA, b, rankB);
    if (rankA === 3 && a.type.shape[0] !== b.type.shape[0])
      throw new ShapeError(`${op}: batches differ, ${show(a.type.shape)} @ ${show(b.type.shape)}`);
    return matmul(a, b);
  };
}
export const dot = strict("dot", "two vectors", 1, 1);
export const mv = strict("mv", "a matrix and a vector", 2, 1);
export const mm = strict("mm", "two matrices", 2, 2);
export const bmm = strict("bmm", "two batches of matrices", 3, 3);

/** (n) and (m) give (n, m). */
export function outer(a: Node, b: Node): Node {
  checkRanks("outer", "two vectors", a, 1, b, 1);
  return map(product, reshape(a, [a.type.size, 1]), b);
}

/** β x + α a @ b. */
export const addmm = (x: Node, a: Node, b: Node, beta: Node, alpha: Node): Node =>
  map(weighted, x, beta, mm(a, b), alpha);

/** Summed over pairs of axes: what is left of a, then what is left of b. */
export function tensordot(op: string, a: Node, b: Node, left: readonly number[], right: readonly number[]): Node {
  const [p, q] = [a.type.shape, b.type.shape];
  if (left.length !== right.length)
    throw new AxisError(
      `${op}: ${left.length} axes of the first operand are paired with ${right.length} of the second`,
    );
  const ofA = p.map((_, i) => i);
  const ofB = q.map((_, i) => p.length + i);
  const pairs = left.map((axis, i) => [
    normalizeAxis(op, axis, p.length, p),
    normalizeAxis(op, right[i]!, q.length, q),
  ]);
  for (const [i, j] of pairs as [number, number][]) {
    if (p[i] !== q[j])
      throw new ShapeError(`${op}: axis ${i} of ${show(p)} and axis ${j} of ${show(q)} have different sizes`);
    ofB[j] = i;
  }
  if (new Set(ofB).size < q.length || new Set(pairs.map(([i]) => i)).size < pairs.length)
    throw new AxisError(`${op}: an axis is named twice`);
  const kept = [...ofA, ...ofB].filter((label, _, all) => all.indexOf(label) === all.lastIndexOf(label));
  return contract(ofA, ofB, kept, a, b);
}

/** Over the last axes of both. */
export const inner = (a: Node, b: Node): Node =>
  a.type.shape.length === 0 || b.type.shape.length === 0 ? map(product, a, b) : tensordot("inner", a, b, [-1], [-1]);

/** Every element of a in place of which b stands, times that element. */
export function kron(a: Node, b: Node): Node {
  const rank = Math.max(a.type.shape.length, b.type.shape.length);
  const full = ({ type: { shape } }: Node): Shape => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [p, q] = [full(a), full(b)];
  const each = map(
    product,
    reshape(
      a,
      p.flatMap((d) => [d, 1]),
    ),
    reshape(
      b,
      q.flatMap((d) => [1, d]),
    ),
  );
  return reshape(
    each,
    p.map((d, i) => d * q[i]!),
  );
}

const difference = named(
  "cross",
  formula((a, b, c, d) => sub(mul(a, b), mul(c, d))),
);
/** The vector that is orthogonal to both, along an axis of size 3. */
export function cross(a: Node, b: Node, axis: number): Node {
  const shape = broadcast("cross", a.type.shape, b.type.shape);
  axis = normalizeAxis("cross", axis, shape.length, shape);
  if (shape[axis] !== 3)
    throw new ShapeError(
      `cross: vectors of 3 are needed along axis ${axis}, not ${show(a.type.shape)} and ${show(b.type.shape)}`,
    );
  const [p, q] = [expand(a, shape), expand(b, shape)];
  return map(difference, roll(p, -1, axis), roll(q, -2, axis), roll(p, -2, axis), roll(q, -1, axis));
}

/** The sum of the diagonal of the last two axes. */
export function trace(x: Node): Node {
  const { shape } = x.type;
  if (shape.length < 2) throw new ShapeError(`trace: ${show(shape)} is no matrix`);
  const line = diagonal(x, 0, -2, -1);
  return reshape(fold("sum", line, 1 << (shape.length - 2)), shape.slice(0, -2));
}
