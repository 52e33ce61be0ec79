// Where in a sequence something stands, added to its features: learned, or waves of many lengths (Vaswani et al. 2017, 3.5).
import { arange } from "../create.ts";
import { ShapeError } from "../errors.ts";
import type { InitOptions } from "../init/index.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Embedding } from "./embedding.ts";
import { Module } from "./module.ts";

/** The places of a part of a sequence, int32 (T); the first is a number, or a value on the device as of a cache. */
const placesOf = (x: Tensor, first: number | Tensor): Tensor =>
  arange(x.shape.at(-2)!, { dtype: "int32", device: x.device }).add(first as Tensor) as Tensor;

/**
 * x (N, T, features) plus a vector for each place that is learned; they begin normal. `positions(x, first)` begins at another
 * place than 0: a number, or the length of a {@link KeyValueCache}.
 *
 * @throws ShapeError where x does not fit or is longer; DataError when the result is read if `first` leads beyond the last place
 * @example
 * const positions = new nn.LearnedPositions(16, 8);
 * positions(zeros([2, 5, 8])).shape; // [2, 5, 8]
 */
export class LearnedPositions extends Module {
  embedding: Embedding<number>;
  constructor(length: number, features: number, options: InitOptions = {}) {
    super();
    this.embedding = new Embedding<number>(length, features, options);
  }
  forward(x: Tensor, first: number | Tensor = 0): Tensor {
    const [length, features] = this.embedding.weight.shape;
    if (x.rank < 2 || x.shape.at(-1) !== features || x.shape.at(-2)! > length)
      throw new ShapeError(`LearnedPositions: needs [N, T, ${features}] with T up to ${length}, not ${show(x.shape)}`);
    return x.add(this.embedding(placesOf(x, first)));
  }
  override describe(): string {
    return this.embedding.weight.shape.join(", ");
  }
}

/**
 * x (N, T, features) plus sin(place / 10000^(2i / features)) in feature 2i, and the cosine in feature 2i + 1; `first` as for
 * {@link LearnedPositions}.
 *
 * @example
 * new nn.SinusoidalPositions()(zeros([1, 2, 4])); // [[[0, 1, 0, 1], [0.841471, 0.540302, 0.00999983, 0.99995]]]
 */
export class SinusoidalPositions extends Module {
  forward(x: Tensor, first: number | Tensor = 0): Tensor {
    if (x.rank < 2) throw new ShapeError(`SinusoidalPositions: needs [N, T, features], not ${show(x.shape)}`);
    const features = x.shape.at(-1)!;
    const feature: Tensor = arange(features, { dtype: x.dtype, device: x.device });
    const odd = feature.fmod(2);
    const rate = feature
      .sub(odd)
      .mul(-Math.log(10000) / features)
      .exp();
    const angle = placesOf(x, first).to(x.dtype).unsqueeze(-1).mul(rate);
    return x.add(angle.add(odd.mul(Math.PI / 2)).sin()); // cos a = sin(a + π/2)
  }
}
