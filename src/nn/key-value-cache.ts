// What attention has seen so far, for generating one token after another: room for a fixed number of places, and how many are
// taken. That number is a value on the device, so all tokens share one plan.
import { noGrad } from "../autograd.ts";
import { arange, variable, zeros } from "../create.ts";
import type { DType } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import { indexLabel, take } from "../graph/ops/gather.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";

const label = indexLabel("KeyValueCache", "place");

/**
 * Keys and values (N, heads, capacity, features) of one attention layer; no gradients go through it.
 *
 * @example
 * const attention = new nn.MultiheadAttention(8, 2);
 * const cache = attention.cache(1, 16);
 * for (let i = 0; i < 3; i++) attention(zeros([1, 1, 8]), { cache });
 * cache.length; // 3
 * cache.reset();
 * cache.length; // 0
 */
export class KeyValueCache {
  readonly keys: Variable;
  readonly values: Variable;
  /** How many places are taken, int32. */
  readonly length: Variable<[]>;
  constructor(
    batch: number,
    heads: number,
    capacity: number,
    features: number,
    place: { readonly dtype?: DType; readonly device?: DeviceLike } = {},
  ) {
    const empty = () => variable(zeros([batch, heads, capacity, features], place) as Tensor);
    this.keys = empty();
    this.values = empty();
    this.length = variable(zeros([], { ...place, dtype: "int32" }));
  }
  get capacity(): number {
    return this.keys.shape[2]!;
  }

  /**
   * Puts keys and values (N, heads, T, features) behind those that are there.
   *
   * @returns all keys and values (N, heads, capacity, features), and the place of the first new one
   * @throws ShapeError where they do not fit; DataError when a result is read if there was no room left
   */
  append(keys: Tensor, values: Tensor): { keys: Tensor; values: Tensor; position: Tensor } {
    const wanted = this.keys.shape.with(2, keys.shape[2]!);
    if (show(keys.shape) !== show(wanted))
      throw new ShapeError(`KeyValueCache: room for ${show(this.keys.shape)} cannot take keys ${show(keys.shape)}`);
    return noGrad(() => {
      const position = this.length.detach();
      const end = this.#checked(position.add(keys.shape[2]! - 1)).add(1);
      this.keys.assign(this.#placed(keys, this.keys, position));
      this.values.assign(this.#placed(values, this.values, position));
      this.length.assign(end as Tensor<[]>);
      return { keys: this.keys.detach(), values: this.values.detach(), position };
    });
  }
  /** Forgets everything. */
  reset(): void {
    noGrad(() => this.length.assign(this.length.mul(0)));
  }

  /** A place, or an error when it is read. */
  #checked(last: Tensor): Tensor {
    return new Tensor(take(arange(this.capacity, { dtype: "int32", device: last.device }).node, last.node, 0, label));
  }
  /** New rows in their places, the old ones elsewhere: one pass over the room. */
  #placed(rows: Tensor, old: Tensor, position: Tensor): Tensor {
    const count = rows.shape[2]!;
    const row = arange(this.capacity, { dtype: "int32", device: rows.device }).sub(position); // counted from the first new one
    const isNew = row.ge(0).and(row.lt(count)).unsqueeze(-1);
    const there = count === 1 ? rows : rows.take(row.clamp(0, count - 1), 2);
    return isNew.where(there.detach(), old);
  }
}
