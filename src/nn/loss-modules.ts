// The losses as modules, for those who build networks of objects.
import type { Tensor } from "../tensor.ts";
import { type CrossEntropyOptions, crossEntropy, nllLoss } from "./class-losses.ts";
import { bceLoss, bceWithLogitsLoss, huberLoss, klDivLoss, l1Loss, mseLoss, smoothL1Loss } from "./losses.ts";
import { Module } from "./module.ts";

type Loss<O> = (predictions: Tensor, targets: Tensor, options?: O) => Tensor;
type OptionsOf<F> = F extends Loss<infer O> ? O : never;

/** A loss with its options fixed. */
class LossModule<O> extends Module {
  readonly #loss: Loss<O>;
  readonly #options: O | undefined;
  constructor(loss: Loss<O>, options?: O) {
    super();
    this.#loss = loss;
    this.#options = options;
  }
  forward(predictions: Tensor, targets: Tensor): Tensor {
    return this.#loss(predictions, targets, this.#options);
  }
}

/** {@link crossEntropy} as a module. */
export class CrossEntropyLoss extends LossModule<CrossEntropyOptions> {
  constructor(options?: CrossEntropyOptions) {
    super(crossEntropy, options);
  }
}
/** The course's name for the cross entropy of labels. */
export class SoftmaxLoss extends LossModule<CrossEntropyOptions> {
  constructor() {
    super(crossEntropy);
  }
}
/** {@link nllLoss} as a module. */
export class NLLLoss extends LossModule<OptionsOf<typeof nllLoss>> {
  constructor(options?: OptionsOf<typeof nllLoss>) {
    super(nllLoss, options);
  }
}
/** {@link mseLoss} as a module. */
export class MSELoss extends LossModule<OptionsOf<typeof mseLoss>> {
  constructor(options?: OptionsOf<typeof mseLoss>) {
    super(mseLoss, options);
  }
}
/** {@link l1Loss} as a module. */
export class L1Loss extends LossModule<OptionsOf<typeof l1Loss>> {
  constructor(options?: OptionsOf<typeof l1Loss>) {
    super(l1Loss, options);
  }
}
/** {@link huberLoss} as a module. */
export class HuberLoss extends LossModule<OptionsOf<typeof huberLoss>> {
  constructor(options?: OptionsOf<typeof huberLoss>) {
    super(huberLoss, options);
  }
}
/** {@link smoothL1Loss} as a module. */
export class SmoothL1Loss extends LossModule<OptionsOf<typeof smoothL1Loss>> {
  constructor(options?: OptionsOf<typeof smoothL1Loss>) {
    super(smoothL1Loss, options);
  }
}
/** {@link bceLoss} as a module. */
export class BCELoss extends LossModule<OptionsOf<typeof bceLoss>> {
  constructor(options?: OptionsOf<typeof bceLoss>) {
    super(bceLoss, options);
  }
}
/** {@link bceWithLogitsLoss} as a module. */
export class BCEWithLogitsLoss extends LossModule<OptionsOf<typeof bceWithLogitsLoss>> {
  constructor(options?: OptionsOf<typeof bceWithLogitsLoss>) {
    super(bceWithLogitsLoss, options);
  }
}
/** {@link klDivLoss} as a module. */
export class KLDivLoss extends LossModule<OptionsOf<typeof klDivLoss>> {
  constructor(options?: OptionsOf<typeof klDivLoss>) {
    super(klDivLoss, options);
  }
}
