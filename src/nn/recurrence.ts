// A cell along a sequence, with as few products as there can be: one for the inputs of all steps, one for every step, and one
// for the gradient of the weights that all steps share.
import { customGradient } from "../autograd.ts";
import { zeros } from "../create.ts";
import { stack } from "../functional/index.ts";
import type { Tensor } from "../tensor.ts";
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
  const weight: Tensor = cell.weightHidden;
  const rows = (t: Tensor): Tensor => t.reshape([-1, t.shape.at(-1)!]); // (T, N, …) → (T · N, …)
  const withWeight = customGradient(
    (biases: Tensor, _weight: Tensor) => biases,
    (g) => [
      g,
      rows(stack(before) as Tensor)
        .transpose(0, 1)
        .matmul(rows(g)),
    ],
  );
  const product = customGradient(
    (h: Tensor) => h.matmul(weight),
    (g) => [g.matmul(weight.transpose(0, 1))],
  );
  const nothing: Tensor = zeros([...x.shape.slice(0, 2), weight.shape[1]!], { dtype: x.dtype, device: x.device });
  const biases = withWeight(cell.biasHidden === null ? nothing : nothing.add(cell.biasHidden), weight);
  const input = cell.shareOf(x);
  if (cell.kind.adds) return { input: steps(input.add(biases)), hidden: (_t, h) => product(h) };
  const each = steps(biases);
  return { input: steps(input), hidden: (t, h) => product(h).add(each[t]!) };
}

/** The steps of a sequence. Halves of halves, so that their gradients are joined in a tree, not added one by one. */
function steps(x: Tensor): Tensor[] {
  const count = x.shape[0]!;
  if (count === 1) return [x.squeeze(0)];
  const half = count >> 1;
  return [...steps(x.narrow(0, 0, half)), ...steps(x.narrow(0, half, count - half))];
}
