// One layer after another.
import { ArgumentError } from "../errors.ts";
import { Tensor } from "../tensor.ts";
import type { ChainRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";
import { isModule } from "./members.ts";
import type { ModuleBase } from "./module.ts";

export class Sequential<const Layers extends readonly ModuleBase[] = readonly ModuleBase[]> extends Layer<
  ChainRule<Layers>
> {
  readonly layers: Layers;
  constructor(...layers: Layers) {
    super();
    layers.forEach((layer, i) => {
      if (!isModule(layer))
        throw new ArgumentError(`Sequential: layer ${i} is no module but ${kindOf(layer)}; nn.relu() makes one`);
    });
    this.layers = layers;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<ChainRule<Layers>, S>> {
    let y: unknown = x;
    this.layers.forEach((layer, i) => {
      y = (layer as unknown as (x: unknown) => unknown)(y);
      if (!(y instanceof Tensor))
        throw new ArgumentError(
          `Sequential: layer ${i}, ${layer.constructor.name}, made no tensor but ${kindOf(y)}; write a module whose forward takes out what is wanted`,
        );
    });
    return y as never;
  }
  /** The layers are named by their places: "0.weight". */
  override members(): Iterable<readonly [string, unknown]> {
    return Object.entries(this.layers);
  }
}
const kindOf = (x: unknown): string =>
  Array.isArray(x) ? "an array" : x === null ? "null" : `a value of type ${typeof x}`;
