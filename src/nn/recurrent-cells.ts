// One step of a recurrent network: from what comes in and a state to the next state. Elman's network (1990), LSTM (Hochreiter &
// Schmidhuber 1997, with the forget gate of Gers et al. 2000), GRU (Cho et al. 2014, with PyTorch's place for the reset gate).
import { parameter, zeros } from "../create.ts";
import { ShapeError } from "../errors.ts";
import { map } from "../graph/ops/map.ts";
import { type InitOptions, uniform } from "../init/index.ts";
import { call, formula, type Term } from "../ir/formula.ts";
import { add, mul, sub } from "../ir/scalar.ts";
import { sameShape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Module } from "./module.ts";

export interface CellOptions extends InitOptions {
  /** Default true. */
  readonly bias?: boolean;
}
export interface RNNCellOptions extends CellOptions {
  /** Default "tanh". */
  readonly nonlinearity?: "tanh" | "relu";
}

/** What tells one kind of cell from another. */
export interface CellKind {
  /** How many times the hidden size comes out of the products. */
  readonly gates: number;
  /** Tensors in a state: the hidden one, which the next step multiplies, and for the LSTM its memory. */
  readonly states: number;
  /** The shares of input and state are only added, so both biases can be added before the first step. */
  readonly adds: boolean;
  /** The next state from the shares of input and state in the gates, one tensor for each gate, and the state. */
  next(input: readonly Tensor[], hidden: readonly Tensor[], state: readonly Tensor[]): Tensor[];
}

const apply = (f: ReturnType<typeof formula>, ...sources: readonly Tensor[]): Tensor =>
  new Tensor(map(f, ...sources.map((t) => t.node)));
const [sigmoid, tanh] = [(x: Term) => call("sigmoid", x), (x: Term) => call("tanh", x)];
const simple = (nonlinearity: "tanh" | "relu"): CellKind => {
  const f = formula((x, h) => call(nonlinearity, add(x, h)));
  return { gates: 1, states: 1, adds: true, next: ([x], [h]) => [apply(f, x!, h!)] };
};

/** c′ = σ(f) · c + σ(i) · tanh(g) */
const memory = formula((i, f, g, hi, hf, hg, c) =>
  add(mul(sigmoid(add(f!, hf!)), c!), mul(sigmoid(add(i!, hi!)), tanh(add(g!, hg!)))),
);
/** h′ = σ(o) · tanh(c′) */
const shown = formula((o, ho, c) => mul(sigmoid(add(o!, ho!)), tanh(c!)));
/** h′ = (1 − σ(z)) · tanh(n + σ(r) · hₙ) + σ(z) · h */
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
    next: ([i, f, g, o], [hi, hf, hg, ho], [, c]) => {
      const next = apply(memory, i!, f!, g!, hi!, hf!, hg!, c!);
      return [apply(shown, o!, ho!, next), next];
    },
  },
  /** Gates: reset, update, new. */
  gru: { gates: 3, states: 1, adds: false, next: (x, hidden, [h]) => [apply(gated, ...x, ...hidden, h!)] },
} satisfies Record<string, CellKind>;

/** The weights of one step. All begin uniform within ±1/√hidden size. */
export abstract class Cell extends Module {
  weightInput: Variable;
  weightHidden: Variable;
  biasInput: Variable | null;
  biasHidden: Variable | null;
  readonly #kind: CellKind;
  constructor(kind: CellKind, inputSize: number, hiddenSize: number, { bias = true, ...options }: CellOptions) {
    super();
    const bound = 1 / Math.sqrt(hiddenSize);
    const draw = (shape: Shape) => parameter(uniform(shape, -bound, bound, options) as Tensor);
    const width = kind.gates * hiddenSize;
    this.weightInput = draw([inputSize, width]);
    this.weightHidden = draw([hiddenSize, width]);
    this.biasInput = bias ? draw([width]) : null;
    this.biasHidden = bias ? draw([width]) : null;
    this.#kind = kind;
  }
  get inputSize(): number {
    return this.weightInput.shape[0]!;
  }
  get hiddenSize(): number {
    return this.weightHidden.shape[0]!;
  }

  /** The share of the input in the gates, for any number of steps: (…, input) → (…, gates · hidden). */
  shareOf(x: Tensor): Tensor {
    const biases = this.#kind.adds ? [this.biasInput, this.biasHidden] : [this.biasInput];
    return biases.reduce<Tensor>((sum, b) => (b === null ? sum : sum.add(b)), x.matmul(this.weightInput));
  }
  /** The state after a step. */
  after(share: Tensor, state: readonly Tensor[]): Tensor[] {
    const product = state[0]!.matmul(this.weightHidden);
    const hidden = this.#kind.adds || this.biasHidden === null ? product : product.add(this.biasHidden);
    const gates = (t: Tensor): Tensor[] => t.chunk(this.#kind.gates, -1);
    return this.#kind.next(gates(share), gates(hidden), state);
  }
  /** A state from what was given: zeros where nothing was. */
  stateFor(x: Tensor, given: readonly Tensor[] | null): readonly Tensor[] {
    if (x.rank !== 2 || x.shape[1] !== this.inputSize)
      throw new ShapeError(`${this.constructor.name}: needs an input [batch, ${this.inputSize}], not ${show(x.shape)}`);
    const wanted = [x.shape[0]!, this.hiddenSize];
    return checkedState(this.constructor.name, given, this.#kind.states, wanted, x);
  }
  override describe(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.biasInput === null ? ", bias=false" : ""}`;
  }
}

/** A state that was given, or zeros. */
export function checkedState(
  name: string,
  given: readonly Tensor[] | null,
  count: number,
  shape: Shape,
  like: Tensor,
): readonly Tensor[] {
  if (given === null) {
    const zero: Tensor = zeros(shape, { dtype: like.dtype, device: like.device });
    return Array.from({ length: count }, () => zero);
  }
  if (given.length !== count || given.some((t) => !sameShape(t.shape, shape)))
    throw new ShapeError(
      `${name}: needs a state of ${count === 1 ? "one tensor" : `${count} tensors`} ${show(shape)}, not ${given.map((t) => show(t.shape)).join(" and ")}`,
    );
  return given;
}

/**
 * h′ = tanh(x Wᵢ + bᵢ + h Wₕ + bₕ): (N, input) and (N, hidden) → (N, hidden). Weights (input, hidden) and (hidden, hidden).
 *
 * @throws ShapeError where input or state do not fit
 * @example
 * new nn.RNNCell(3, 5)(zeros([2, 3])).shape; // [2, 5]
 */
export class RNNCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, { nonlinearity = "tanh", ...options }: RNNCellOptions = {}) {
    super(kinds[nonlinearity], inputSize, hiddenSize, options);
  }
  forward(x: Tensor, h: Tensor | null = null): Tensor {
    return this.after(this.shareOf(x), this.stateFor(x, h && [h]))[0]!;
  }
}
/**
 * Long short-term memory: x and [h, c] → [h′, c′]. Weights (input, 4 hidden) and (hidden, 4 hidden), gates in the order input,
 * forget, cell, output.
 *
 * @throws ShapeError where input or state do not fit
 * @example
 * const [h, c] = new nn.LSTMCell(3, 5)(zeros([2, 3]));
 * [h.shape, c.shape]; // [[2, 5], [2, 5]]
 */
export class LSTMCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(kinds.lstm, inputSize, hiddenSize, options);
  }
  forward(x: Tensor, state: readonly [h: Tensor, c: Tensor] | null = null): [h: Tensor, c: Tensor] {
    return this.after(this.shareOf(x), this.stateFor(x, state)) as [Tensor, Tensor];
  }
}
/**
 * Gated recurrent unit: x and h → h′. Weights (input, 3 hidden) and (hidden, 3 hidden), gates in the order reset, update, new.
 *
 * @throws ShapeError where input or state do not fit
 * @example
 * new nn.GRUCell(3, 5)(zeros([2, 3])).shape; // [2, 5]
 */
export class GRUCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(kinds.gru, inputSize, hiddenSize, options);
  }
  forward(x: Tensor, h: Tensor | null = null): Tensor {
    return this.after(this.shareOf(x), this.stateFor(x, h && [h]))[0]!;
  }
}
