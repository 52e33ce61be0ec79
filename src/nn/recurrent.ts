// Recurrent networks over whole sequences: layers of cells, in one direction or both.

import { tensor } from "../create.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { cat, stack } from "../functional/index.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Dropout } from "./dropout.ts";
import { Module } from "./module.ts";
import { along } from "./recurrence.ts";
import {
  type Cell,
  type CellOptions,
  checkedState,
  GRUCell,
  LSTMCell,
  RNNCell,
  type RNNCellOptions,
} from "./recurrent-cells.ts";

export interface RecurrentOptions extends CellOptions {
  /** One above the other. Default 1. */
  readonly layers?: number;
  /** A second row of cells goes from the end to the beginning; its outputs stand behind the others. Default false. */
  readonly bidirectional?: boolean;
  /** The probability of {@link Dropout} between layers. Default 0. */
  readonly dropout?: number;
  /** Inputs and outputs are (N, T, …), not (T, N, …). States are not concerned. Default false. */
  readonly batchFirst?: boolean;
}
export interface SequenceOptions {
  /**
   * How many steps each sequence of the batch has, at most T: states stay as they are after the last one and outputs are 0.
   * Of a tensor (int32) the values are not checked.
   */
  readonly lengths?: readonly number[] | Tensor;
}
type MakeCell = (inputSize: number, hiddenSize: number) => Cell;

abstract class Recurrent extends Module {
  /** From the first step to the last. */
  layers: Cell[];
  /** From the last step to the first. */
  reverse: Cell[];
  dropout: Dropout;
  readonly batchFirst: boolean;
  readonly #states: number;

  constructor(make: MakeCell, states: number, inputSize: number, hiddenSize: number, options: RecurrentOptions) {
    super();
    const { layers = 1, bidirectional = false, dropout = 0, batchFirst = false, generator } = options;
    if (!Number.isInteger(layers) || layers < 1)
      throw new ArgumentError(`${this.constructor.name}: ${layers} layers are not possible`);
    const sizes = Array.from({ length: layers }, (_, i) =>
      i === 0 ? inputSize : hiddenSize * (bidirectional ? 2 : 1),
    );
    this.layers = sizes.map((size) => make(size, hiddenSize));
    this.reverse = bidirectional ? sizes.map((size) => make(size, hiddenSize)) : [];
    this.dropout = new Dropout(dropout, generator === undefined ? {} : { generator });
    this.batchFirst = batchFirst;
    this.#states = states;
  }
  get hiddenSize(): number {
    return this.layers[0]!.hiddenSize;
  }

  /** All outputs of the last layer, and the last state of every layer and direction: (layers · directions, N, hidden) each. */
  protected run(x: Tensor, initial: readonly Tensor[] | null, { lengths }: SequenceOptions): [Tensor, Tensor[]] {
    const name = this.constructor.name;
    const { inputSize } = this.layers[0]!;
    if (x.rank !== 3 || x.shape[2] !== inputSize || x.size === 0)
      throw new ShapeError(
        `${name}: needs an input ${this.batchFirst ? `[N, T, ${inputSize}]` : `[T, N, ${inputSize}]`}, not ${show(x.shape)}`,
      );
    let y = this.batchFirst ? x.transpose(0, 1) : x; // (T, N, input)
    const [steps, batch] = y.shape as readonly number[];
    const rows = this.reverse.length === 0 ? [this.layers] : [this.layers, this.reverse];
    const shape = [rows.length * this.layers.length, batch!, this.hiddenSize];
    const states = checkedState(name, initial, this.#states, shape, x).map((t) => t.unbind());
    const counts = lengths === undefined ? null : countsOf(name, lengths, steps!, batch!, x.device);
    const last: (readonly Tensor[])[] = [];
    for (const layer of this.layers.keys()) {
      if (layer > 0) y = this.dropout(y);
      const outputs = rows.map((cells, back) => {
        const state = states.map((each) => each[layer * rows.length + back]!);
        const [output, end] = along(cells[layer]!, y, state, back === 1, counts);
        last.push(end);
        return output;
      });
      y = outputs.length === 1 ? outputs[0]! : (cat(outputs, -1) as Tensor);
    }
    const ends = Array.from({ length: this.#states }, (_, i) => stack(last.map((state) => state[i]!)) as Tensor);
    return [this.batchFirst ? y.transpose(0, 1) : y, ends];
  }
  override describe(): string {
    const { layers, reverse, dropout, batchFirst } = this;
    const parts = [`${layers[0]!.inputSize}, ${this.hiddenSize}`];
    if (layers.length > 1) parts.push(`layers=${layers.length}`);
    if (reverse.length > 0) parts.push("bidirectional=true");
    if (dropout.p > 0) parts.push(`dropout=${dropout.p}`);
    if (batchFirst) parts.push("batchFirst=true");
    return parts.join(", ");
  }
}

/** The lengths of sequences as a column (N, 1). */
function countsOf(
  name: string,
  lengths: readonly number[] | Tensor,
  steps: number,
  batch: number,
  device: string,
): Tensor {
  if (Array.isArray(lengths)) {
    const wrong = lengths.find((n) => !Number.isInteger(n) || n < 0 || n > steps);
    if (wrong !== undefined)
      throw new ArgumentError(`${name}: a length of ${wrong} is not within a sequence of ${steps} steps`);
  }
  const counts: Tensor = Array.isArray(lengths)
    ? tensor(lengths as number[], { dtype: "int32", device })
    : (lengths as Tensor);
  if (counts.rank !== 1 || counts.size !== batch)
    throw new ShapeError(`${name}: a batch of ${batch} needs lengths [${batch}], not ${show(counts.shape)}`);
  return counts.unsqueeze(-1);
}

/**
 * Elman's network: `rnn(x, state?, { lengths }?)` gives all outputs (T, N, hidden) and the last state (layers, N, hidden).
 *
 * @throws ShapeError, ArgumentError where input, state or lengths do not fit
 * @example
 * const rnn = new nn.RNN(3, 5, { layers: 2 });
 * const [outputs, state] = rnn(zeros([7, 2, 3]));
 * [outputs.shape, state.shape]; // [[7, 2, 5], [2, 2, 5]]
 * rnn(zeros([7, 2, 3]), state.detach(), { lengths: [7, 4] })[0].shape; // [7, 2, 5]
 */
export class RNN extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions & RNNCellOptions = {}) {
    super((i, h) => new RNNCell(i, h, options), 1, inputSize, hiddenSize, options);
  }
  forward(x: Tensor, state: Tensor | null = null, options: SequenceOptions = {}): [outputs: Tensor, state: Tensor] {
    const [outputs, [last]] = this.run(x, state && [state], options);
    return [outputs, last!];
  }
}
/**
 * Long short-term memory: `lstm(x, [h, c]?, { lengths }?)` gives all outputs (T, N, hidden) and [h, c] (layers, N, hidden).
 *
 * @throws ShapeError, ArgumentError where input, state or lengths do not fit
 * @example
 * const lstm = new nn.LSTM(3, 5, { bidirectional: true });
 * const [outputs, [h, c]] = lstm(zeros([7, 2, 3]));
 * [outputs.shape, h.shape, c.shape]; // [[7, 2, 10], [2, 2, 5], [2, 2, 5]]
 */
export class LSTM extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super((i, h) => new LSTMCell(i, h, options), 2, inputSize, hiddenSize, options);
  }
  forward(
    x: Tensor,
    state: readonly [h: Tensor, c: Tensor] | null = null,
    options: SequenceOptions = {},
  ): [outputs: Tensor, state: [h: Tensor, c: Tensor]] {
    const [outputs, last] = this.run(x, state, options);
    return [outputs, last as [Tensor, Tensor]];
  }
}
/**
 * Gated recurrent units: `gru(x, state?, { lengths }?)` gives all outputs (T, N, hidden) and the last state (layers, N, hidden).
 *
 * @throws ShapeError, ArgumentError where input, state or lengths do not fit
 * @example
 * const gru = new nn.GRU(3, 5, { batchFirst: true });
 * gru(zeros([2, 7, 3]))[0].shape; // [2, 7, 5]
 */
export class GRU extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super((i, h) => new GRUCell(i, h, options), 1, inputSize, hiddenSize, options);
  }
  forward(x: Tensor, state: Tensor | null = null, options: SequenceOptions = {}): [outputs: Tensor, state: Tensor] {
    const [outputs, [last]] = this.run(x, state && [state], options);
    return [outputs, last!];
  }
}
