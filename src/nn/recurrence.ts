// A cell along a sequence, with as few products as there can be: one for the inputs of all steps, one for every step, and one
// for the gradient of the weights that all steps share.
import { zeros } from "../create.ts";
import { stack } from "../functional/index.ts";
import { stack as stackOf } from "../graph/compose/joining.ts";
import { matmul } from "../graph/compose/matmul.ts";
import type { Node } from "../graph/node.ts";
import { permute, reshape } from "../graph/ops/movement.ts";
import { custom } from "../graph/ops/source.ts";
import { sizeOf } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Cell } from "./recurrent-cells.ts";

/**
 * The outputs (T, N, hidden) for a sequence (T, N, input), and the last state.
 *
 * @param counts how many steps each sequence has (N, 1), or null for all
 */
export function along(
  cell: Cell,
  x: Tensor,
  initial: readonly Tensor[],
  backwards: boolean,
  counts: Tensor | null,
): [outputs: Tensor, state: readonly Tensor[]] {
  const before: Tensor[] = []; // the hidden state before each step
  const shares = sharedGradient(cell, x, before);
  const outputs: Tensor[] = [];
  let state = initial;
  for (let i = 0; i < shares.input.length; i++) {
    const t = backwards ? shares.input.length - 1 - i : i;
    before[t] = state[0]!;
    const next = cell.kind.next(shares.input[t]!, shares.hidden(t, state[0]!), state);
    const alive = counts?.gt(t);
    state = alive === undefined ? next : next.map((value, j) => alive.where(value, state[j]!));
    outputs[t] = alive === undefined ? next[0]! : alive.where(next[0]!, 0);
  }
  return [stack(outputs) as Tensor, state];
}

/**
 * The shares of inputs and states in the gates. The products of single steps give the weights no gradient: it is one product
 * of all states with what arrives at all steps, and comes with the biases, which every step adds.
 */
function sharedGradient(
  cell: Cell,
  x: Tensor,
  before: readonly Tensor[],
): { input: readonly Tensor[]; hidden: (t: number, h: Tensor) => Tensor } {
  const weight = cell.weightHidden.node;
  const states = (): Node => {
    const nodes = before.map((h) => h.node);
    return rows(stackOf("stack", nodes, 0));
  };
  const withWeight = (biases: Tensor): Tensor => {
    const rule = (g: Node, side: number): Node => (side === 0 ? g : matmul(turned(states()), rows(g)));
    return new Tensor(custom(biases.node, [biases.node, weight], rule));
  };
  const product = (h: Tensor): Tensor =>
    new Tensor(custom(matmul(h.node, weight), [h.node], (g) => matmul(g, turned(weight))));
  const nothing: Tensor = zeros([...x.shape.slice(0, 2), cell.weightHidden.shape[1]!], {
    dtype: x.dtype,
    device: x.device,
  });
  const biases = withWeight(cell.biasHidden === null ? nothing : nothing.add(cell.biasHidden));
  const input = cell.shareOf(x);
  if (cell.kind.adds) return { input: steps(input.add(biases)), hidden: (_t, h) => product(h) };
  const each = steps(biases);
  return { input: steps(input), hidden: (t, h) => product(h).add(each[t]!) };
}

/** (T, N, …) → (T · N, …) */
const rows = (n: Node): Node => reshape(n, [sizeOf(n.type.shape.slice(0, -1)), n.type.shape.at(-1)!]);
const turned = (n: Node): Node => permute(n, [1, 0]);

/** The steps of a sequence. Halves of halves, so that their gradients are joined in a tree, not added one by one. */
function steps(x: Tensor): Tensor[] {
  const count = x.shape[0]!;
  if (count === 1) return [x.squeeze(0)];
  const half = count >> 1;
  return [...steps(x.narrow(0, 0, half)), ...steps(x.narrow(0, half, count - half))];
}
