// One step of a recurrent network as a layer: from what comes in and a state to the next state.
import { parameter, zeros } from "../create.ts";
import { ShapeError } from "../errors.ts";
import { type InitOptions, uniform } from "../init/index.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Module } from "./module.ts";
import { type CellKind, kinds } from "./recurrent-kinds.ts";

export interface CellOptions extends InitOptions {
  /** Default true. */
  readonly bias?: boolean;
}
export interface RNNCellOptions extends CellOptions {
  /** Default "tanh". */
  readonly nonlinearity?: "tanh" | "relu";
}

/** The weights of one step. All begin uniform within ±1/√hidden size. */
export abstract class Cell extends Module {
  weightInput: Variable;
  weightHidden: Variable;
  biasInput: Variable | null;
  biasHidden: Variable | null;
  readonly kind: CellKind;
  constructor(kind: CellKind, inputSize: number, hiddenSize: number, { bias = true, ...options }: CellOptions) {
    super();
    const bound = 1 / Math.sqrt(hiddenSize);
    const draw = (shape: Shape) => parameter(uniform(shape, -bound, bound, options) as Tensor);
    const width = kind.gates * hiddenSize;
    this.weightInput = draw([inputSize, width]);
    this.weightHidden = draw([hiddenSize, width]);
    this.biasInput = bias ? draw([width]) : null;
    this.biasHidden = bias ? draw([width]) : null;
    this.kind = kind;
  }
  get inputSize(): number {
    return this.weightInput.shape[0]!;
  }
  get hiddenSize(): number {
    return this.weightHidden.shape[0]!;
  }

  /** The share of the input in the gates, for any number of steps: (…, input) → (…, gates · hidden). */
  shareOf(x: Tensor): Tensor {
    return withBias(x.matmul(this.weightInput), this.biasInput);
  }
  /** One step by itself. */
  protected step(x: Tensor, given: readonly Tensor[] | null): Tensor[] {
    const state = this.#stateFor(x, given);
    return this.kind.next(this.shareOf(x), withBias(state[0]!.matmul(this.weightHidden), this.biasHidden), state);
  }
  /** A state from what was given: zeros where nothing was. */
  #stateFor(x: Tensor, given: readonly Tensor[] | null): readonly Tensor[] {
    if (x.rank !== 2 || x.shape[1] !== this.inputSize)
      throw new ShapeError(`${this.constructor.name}: needs an input [batch, ${this.inputSize}], not ${show(x.shape)}`);
    const wanted = [x.shape[0]!, this.hiddenSize];
    return checkedState(this.constructor.name, given, this.kind.states, wanted, x);
  }
  override describe(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.biasInput === null ? ", bias=false" : ""}`;
  }
}

const withBias = (x: Tensor, bias: Tensor | null): Tensor => (bias === null ? x : x.add(bias));

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
    return this.step(x, h && [h])[0]!;
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
    return this.step(x, state) as [Tensor, Tensor];
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
    return this.step(x, h && [h])[0]!;
  }
}
