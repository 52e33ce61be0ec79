// The gates of recurrent networks: Elman's network (1990), LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et
// al. 2000), GRU (Cho et al. 2014, with the reset gate where PyTorch has it). A step is one or two formulas, so its graph is small.
import { map } from "../graph/ops/map.ts";
import { call, type Formula, formula, type Term } from "../ir/formula.ts";
import { add, mul, sub } from "../ir/scalar.ts";
import { Tensor } from "../tensor.ts";

/** What tells one kind of cell from another. */
export interface CellKind {
  /** How many times the hidden size comes out of the products. */
  readonly gates: number;
  /** Tensors in a state: the hidden one, which the next step multiplies, and for the LSTM its memory. */
  readonly states: number;
  /** The shares of input and state in the gates are only added, so all biases can be added before the first step. */
  readonly adds: boolean;
  /** The next state from the shares of input and state in the gates, (N, gates · hidden) each, and the state. */
  next(input: Tensor, hidden: Tensor, state: readonly Tensor[]): Tensor[];
}

const apply = (f: Formula, ...sources: readonly (Tensor | undefined)[]): Tensor =>
  new Tensor(map(f, ...sources.map((t) => t!.node)));
const [sigmoid, tanh] = [(x: Term) => call("sigmoid", x), (x: Term) => call("tanh", x)];

const simple = (nonlinearity: "tanh" | "relu"): CellKind => ({
  gates: 1,
  states: 1,
  adds: true,
  next: (input, hidden) => [input.add(hidden)[nonlinearity]()],
});

/** c′ = σ(f) · c + σ(i) · tanh(g) */
const memory = formula((i, f, g, c) => add(mul(sigmoid(f!), c!), mul(sigmoid(i!), tanh(g!))));
/** h′ = σ(o) · tanh(c′) */
const shown = formula((o, c) => mul(sigmoid(o!), tanh(c!)));
/** h′ = (1 − σ(z)) · n + σ(z) · h with n = tanh(n + σ(r) · hₙ) */
const gated = formula((r, z, n, hr, hz, hn, h) => {
  const fresh = tanh(add(n!, mul(sigmoid(add(r!, hr!)), hn!)));
  return add(fresh, mul(sigmoid(add(z!, hz!)), sub(h!, fresh)));
});

export const kinds = {
  tanh: simple("tanh"),
  relu: simple("relu"),
  /** Gates: input, forget, cell, output. */
  lstm: {
    gates: 4,
    states: 2,
    adds: true,
    next: (input, hidden, [, c]) => {
      const [i, f, g, o] = input.add(hidden).chunk(4, -1);
      const next = apply(memory, i, f, g, c);
      return [apply(shown, o, next), next];
    },
  },
  /** Gates: reset, update, new. */
  gru: {
    gates: 3,
    states: 1,
    adds: false,
    next: (input, hidden, [h]) => [apply(gated, ...input.chunk(3, -1), ...hidden.chunk(3, -1), h)],
  },
} satisfies Record<string, CellKind>;
