// Activations as modules: each is a tensor method of the same name.
import type { Tensor } from "../tensor.ts";
import type { OutputOf, SameRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";

/** Element by element, or along one axis: the shape stays. */
abstract class Activation extends Layer<SameRule> {
  protected abstract activate(x: Tensor): Tensor;
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
    return this.activate(x) as never;
  }
}

/** max(x, 0). */
export class ReLU extends Activation {
  protected activate(x: Tensor): Tensor {
    return x.relu();
  }
}
/** 1 / (1 + e^−x). */
export class Sigmoid extends Activation {
  protected activate(x: Tensor): Tensor {
    return x.sigmoid();
  }
}
export class Tanh extends Activation {
  protected activate(x: Tensor): Tensor {
    return x.tanh();
  }
}
/** e^x / Σ e^x along an axis. */
export class Softmax extends Activation {
  readonly axis: number;
  constructor(axis = -1) {
    super();
    this.axis = axis;
  }
  protected activate(x: Tensor): Tensor {
    return x.softmax(this.axis);
  }
}
/** log(e^x / Σ e^x) along an axis. */
export class LogSoftmax extends Activation {
  readonly axis: number;
  constructor(axis = -1) {
    super();
    this.axis = axis;
  }
  protected activate(x: Tensor): Tensor {
    return x.logSoftmax(this.axis);
  }
}
