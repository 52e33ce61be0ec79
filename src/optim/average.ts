// A moving average of weights: often better on the test set than the weights themselves (Polyak & Juditsky 1992).
import { noGrad } from "../autograd.ts";
import { variable } from "../create.ts";
import { StateError } from "../errors.ts";
import { map } from "../graph/ops/map.ts";
import { uniform } from "../graph/ops/source.ts";
import { formula } from "../ir/formula.ts";
import { add, mul, sub } from "../ir/scalar.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";

const moved = formula((average, now, by) => add(average, mul(by, sub(now, average))));

/**
 * Averages of parameters: exponential with a `decay`, of all updates alike without.
 *
 * @example
 * const w = parameter(tensor([0]));
 * const average = new optim.MovingAverage([w], { decay: 0.5 });
 * w.assign(tensor([1]));
 * average.update();
 * average.values[0]; // [0.5]
 * average.swap(); // now the model has the average, and the average what the model had
 * w; // [0.5]
 */
export class MovingAverage {
  readonly #parameters: readonly Variable[];
  readonly #decay: number | null;
  #updates = 0;
  /** The averages, in the order of the parameters. */
  readonly values: readonly Variable[];
  constructor(parameters: Iterable<Variable>, { decay }: { readonly decay?: number } = {}) {
    this.#parameters = [...parameters];
    this.#decay = decay ?? null;
    this.values = this.#parameters.map((p) => variable(p.detach()));
  }
  /** Takes in the parameters as they are now. Runs with the next run. */
  update(): void {
    noGrad(() => {
      const first = this.#parameters[0]!;
      uniform(() => ++this.#updates, first.dtype, first.node.type.place); // a compiled update counts as well
      this.#parameters.forEach((p, i) => {
        const average = this.values[i]!;
        const { dtype, place } = p.node.type;
        const by = uniform(() => this.#weight(), dtype, place);
        average.assign(new Tensor(map(moved, average.node, p.node, by)));
      });
    });
  }
  #weight(): number {
    return this.#decay === null ? 1 / (this.#updates + 1) : 1 - this.#decay;
  }
  /** Exchanges averages and parameters: evaluate in between, and swap back. */
  swap(): void {
    this.#parameters.forEach((p, i) => {
      const average = this.values[i]!;
      const [was, now] = [p.detach(), average.detach()];
      p.assign(now);
      average.assign(was);
    });
  }
  stateDict(): { readonly updates: number; readonly values: readonly Tensor[] } {
    return { updates: this.#updates, values: this.values.map((v) => v.detach()) };
  }
  loadStateDict({ updates, values }: { readonly updates: number; readonly values: readonly Tensor[] }): void {
    if (values.length !== this.values.length)
      throw new StateError(`MovingAverage: the state has ${values.length} tensors, there are ${this.values.length}`);
    values.forEach((value, i) => {
      if (show(value.shape) !== show(this.values[i]!.shape))
        throw new StateError(
          `MovingAverage: tensor ${i} of the state is ${show(value.shape)}, not ${show(this.values[i]!.shape)}`,
        );
    });
    this.#updates = updates;
    values.forEach((value, i) => void this.values[i]!.assign(value));
  }
}
