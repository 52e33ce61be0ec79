// Tensors that change in time. What happens to them and when is in runtime/variable.ts; this is the handle.
import { type DType, isFloat } from "./dtype.ts";
import { DTypeError, GradientError } from "./errors.ts";
import { isRealized, type Node } from "./graph/node.ts";
import { type Place, typeOf } from "./graph/type.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { VariableState } from "./runtime/variable.ts";
import { type Shape, Tensor } from "./tensor.ts";

/** A tensor that changes in time: a parameter, a running statistic. Its handle always shows the newest version. */
export class Variable<out S extends Shape = Shape> extends Tensor<S> {
  #state: VariableState;
  #grad: { node: Node; tensor: Tensor<S> } | null = null;
  /** @internal */
  constructor(state: VariableState) {
    super(state.node);
    this.#state = state;
    this.#follow(state);
  }
  #follow(state: VariableState): void {
    this.#state = state;
    this.node = state.node;
    state.onVersion = (n) => {
      this.node = n;
    };
  }
  /** A parameter collects gradients, unless it is frozen; the other variables are buffers. */
  get isParameter(): boolean {
    return this.#state.isParameter;
  }
  override get variable(): VariableState {
    return this.#state;
  }
  override get grad(): Tensor<S> | null {
    const { gradient } = this.#state;
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
    const { gradient } = this.#state;
    return gradient === null ? null : handleOn<S>(gradient);
  }
  /**
   * Puts something else in the gradient's place, clipped or scaled say.
   *
   * @throws ShapeError, ArgumentError where shape, dtype or device differ
   */
  setGradient(gradient: Tensor): void {
    this.#state.setGradient(gradient.node);
    this.#grad = null;
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
  /**
   * Freezes the variable (false), or has it collect gradients from now on.
   *
   * @throws DTypeError if it does not hold floats
   * @example
   * const w = parameter(tensor([1, 2])).setRequiresGrad(false);
   * w.sum().requiresGrad; // false
   */
  setRequiresGrad(on: boolean): this {
    if (on && !isFloat(this.dtype))
      throw new DTypeError(`setRequiresGrad: only float tensors can require a gradient, not ${this.dtype}`);
    this.#state.setRequiresGrad(on);
    return this;
  }
  /** Moves it to another device or dtype, at once, without its gradient. Snapshots stay where they are. */
  move(place: Place, dtype: DType): this {
    if (place === this.node.type.place && dtype === this.dtype) return this;
    const { name, isParameter, requiresGrad, hooks } = this.#state;
    const value = super.to({ dtype, device: place as Timeline }).dataSync();
    const state = new VariableState(typeOf(place, dtype, this.shape), value, name, isParameter);
    state.setRequiresGrad(requiresGrad);
    state.hooks.push(...hooks);
    this.#grad = null;
    this.#follow(state);
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
