// One layer after another.
import type { Tensor } from "../tensor.ts";
import type { ChainRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";
import type { ModuleBase } from "./module.ts";

export class Sequential<const Layers extends readonly ModuleBase[] = readonly ModuleBase[]> extends Layer<
  ChainRule<Layers>
> {
  readonly layers: Layers;
  constructor(...layers: Layers) {
    super();
    this.layers = layers;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<ChainRule<Layers>, S>> {
    let y: unknown = x;
    for (const layer of this.layers) y = (layer as unknown as (x: unknown) => unknown)(y);
    return y as never;
  }
  /** The layers are named by their places: "0.weight". */
  override members(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.layers);
  }
}
