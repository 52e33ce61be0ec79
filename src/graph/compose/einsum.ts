// Einstein's summation convention on nodes: products of labelled operands, two at a time, each a contraction.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { contract } from "../ops/contract.ts";
import { permute, reshape } from "../ops/movement.ts";
import { bitsOf, fold } from "../ops/reduce.ts";
import { bestOrder, mostOperands, type Order } from "./contraction-order.ts";
import { diagonal } from "./diagonals.ts";
import { cast } from "./elementwise.ts";
import { type Equation, type Label, parse } from "./equation.ts";

/** A factor under way: its labels, each once, without axes of size 1. */
interface Factor {
  readonly node: Node;
  readonly labels: readonly Label[];
}
interface Plan {
  readonly equation: Equation;
  readonly order: Order;
}
const plans = new Map<string, Plan>();

/** What an equation asks for operands of these shapes: found once, as it is asked for again in every step. */
function planOf(text: string, nodes: readonly Node[]): Plan {
  const shapes = nodes.map((n) => n.type.shape);
  const key = `${text} ${shapes.join(";")}`;
  const known = plans.get(key);
  if (known !== undefined) return known;
  if (nodes.length > mostOperands)
    throw new ArgumentError(`einsum: ${nodes.length} operands are too many; multiply ${mostOperands} at a time`);
  const equation = parse(text, shapes);
  const plan = { equation, order: bestOrder(equation.inputs, equation.output, equation.sizes) };
  if (plans.size >= 1000) plans.clear();
  plans.set(key, plan);
  return plan;
}

/** The product of the operands, summed over the labels that are not in the result. Bools and uint8 count in int32. */
export function einsum(text: string, nodes: readonly Node[]): Node {
  const { equation, order } = planOf(text, nodes);
  const { inputs, output, sizes } = equation;
  const factors = nodes.map((node, k) => {
    const counted = node.type.dtype === "bool" || node.type.dtype === "uint8" ? cast(node, "int32") : node;
    return narrow(withoutTwins({ node: counted, labels: inputs[k]! }));
  });
  const { node, labels } = multiply(factors, order, new Set(output));
  const rest = output.filter((label) => labels.includes(label));
  const inOrder = permute(
    node,
    rest.map((label) => labels.indexOf(label)),
  );
  return reshape(
    inOrder,
    output.map((label) => sizes.get(label)!),
  );
}

/** The product of the factors in an order, with the labels that are needed after it. */
function multiply(factors: readonly Factor[], order: Order, needed: ReadonlySet<Label>): Factor {
  if (typeof order === "number") return summed(factors[order]!, needed);
  const [first, second] = order;
  const a = multiply(factors, first, new Set([...needed, ...labelsIn(factors, second)]));
  const b = multiply(factors, second, new Set([...needed, ...a.labels]));
  const [left, right] = [summed(a, new Set([...needed, ...b.labels])), b];
  const labels = [...new Set([...left.labels, ...right.labels])];
  const out = labels.filter((label) => needed.has(label));
  const numbers = (list: readonly Label[]): number[] => list.map((label) => labels.indexOf(label));
  return {
    node: contract(numbers(left.labels), numbers(right.labels), numbers(out), left.node, right.node),
    labels: out,
  };
}
const labelsIn = (factors: readonly Factor[], order: Order): Label[] =>
  typeof order === "number" ? [...factors[order]!.labels] : order.flatMap((part) => labelsIn(factors, part));

/** Summed over the labels that nobody needs. */
function summed({ node, labels }: Factor, needed: ReadonlySet<Label>): Factor {
  const axes = labels.flatMap((label, i) => (needed.has(label) ? [] : [i]));
  if (axes.length === 0) return { node, labels };
  return narrow({ node: fold("sum", node, bitsOf(axes)), labels });
}

/** Without the axes of size 1. */
function narrow({ node, labels }: Factor): Factor {
  const { shape } = node.type;
  return {
    node: reshape(
      node,
      shape.filter((d) => d !== 1),
    ),
    labels: labels.filter((_, i) => shape[i] !== 1),
  };
}

/** A label that is there twice names the diagonal of two axes. */
function withoutTwins({ node, labels }: Factor): Factor {
  const second = labels.findIndex((label, i) => labels.indexOf(label) < i);
  if (second < 0) return { node, labels };
  const label = labels[second]!;
  const first = labels.indexOf(label);
  const { shape } = node.type;
  if (shape[first] !== shape[second])
    throw new ShapeError(
      `einsum: label '${label}' is both ${shape[first]} and ${shape[second]} in one operand, ${show(shape)}`,
    );
  return withoutTwins({
    node: diagonal(node, 0, first, second),
    labels: [...labels.filter((_, i) => i !== first && i !== second), label],
  });
}
