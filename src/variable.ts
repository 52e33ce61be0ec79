// Tensors that change in time. What happens to them and when is in runtime/variable.ts; this is the handle.
import { GradientError } from "./errors.ts";
import { isRealized, type Node } from "./graph/node.ts";
import type { VariableState } from "./runtime/variable.ts";
import { type Shape, Tensor } from "./tensor.ts";

/** A tensor that changes in time: a parameter, a running statistic. Its handle always shows the newest version. */
export class Variable<out S extends Shape = Shape> extends Tensor<S> {
  readonly #state: VariableState;
  #grad: { node: Node; tensor: Tensor<S> } | null = null;
  /** @internal */
  constructor(state: VariableState) {
    super(state.node);
    this.#state = state;
    state.onVersion = (n) => {
      this.node = n;
    };
  }
  override get variable(): VariableState {
    return this.#state;
  }
  override get grad(): Tensor<S> | null {
    const gradient = this.#state.readGradient();
    if (gradient === null) return null;
    if (this.#grad?.node !== gradient) {
      this.#state[isRealized(gradient) ? "gradientShared" : "gradientHeld"] = true;
      this.#grad = { node: gradient, tensor: handleOn<S>(gradient) };
    }
    return this.#grad.tensor;
  }
  override set grad(value: null) {
    if (value !== null) throw new GradientError("grad: can only be set to null; backward() fills it");
    this.zeroGrad();
  }
  /** The gradient for an optimizer's own use: read at once, not kept. Its memory is used again after `zeroGrad()`. */
  get gradient(): Tensor<S> | null {
    const gradient = this.#state.readGradient();
    return gradient === null ? null : handleOn<S>(gradient);
  }
  /** Forgets the gradient. Its memory is used again. */
  zeroGrad(): void {
    this.#state.zeroGrad();
    this.#grad = null;
  }
  /**
   * Gives the variable a new value, with the numbers that are in it now. Runs later.
   *
   * @throws ShapeError, ArgumentError where shape, dtype or device differ
   * @example
   * const w = parameter(tensor([1, 2]));
   * w.assign(w.mul(10));
   * w; // [10, 20]
   */
  assign(value: Tensor): this {
    this.#state.assign(value.node);
    return this;
  }
}

/** A handle on a gradient whose memory its variable looks after. */
function handleOn<S extends Shape>(gradient: Node): Tensor<S> {
  const { flags } = gradient;
  const handle = new Tensor<S>(gradient);
  gradient.flags = flags;
  return handle;
}
