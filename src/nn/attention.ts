// Attention (Vaswani et al. 2017): every query gets a mean of the values, weighted by how well their keys fit.
import { arange, full } from "../create.ts";
import { DTypeError, ShapeError } from "../errors.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

export interface AttentionOptions {
  /** Which keys a query may look at: bools that broadcast to (…, queries, keys). */
  readonly mask?: Tensor | null;
  /** Added to the scores, to which it broadcasts: (…, queries, keys). */
  readonly bias?: Tensor | null;
  /** A query looks at no key behind its own place; the places of queries are counted from `position`. Default false. */
  readonly causal?: boolean;
  /** The place of the first query among the keys, a number or an int32 tensor (). Default 0. */
  readonly position?: number | Tensor;
  /** Applied to the weights: a layer. */
  readonly dropout?: ((weights: Tensor) => Tensor) | null;
  /** What scores are multiplied by. Default 1/√features. */
  readonly scale?: number;
}

/**
 * softmax(q kᵀ / √D) v: queries (…, T, D), keys (…, S, D) and values (…, S, E) give (…, T, E). Leading axes broadcast. A query
 * that may look at no key at all gets zeros.
 *
 * @throws ShapeError where the three or the mask do not fit
 * @example
 * const [q, k] = [tensor([[1, 0], [0, 1]]), tensor([[9, 0], [0, 9]])];
 * nn.scaledDotProductAttention(q, k, tensor([[1], [2]])); // [[1.00172], [1.99828]]
 * nn.scaledDotProductAttention(q, k, tensor([[1], [2]]), { causal: true }); // [[1], [1.99828]]
 */
export function scaledDotProductAttention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  return attentionWeights(q, k, v, options).matmul(v);
}

/** The weights of the keys for every query, (…, T, S). */
export function attentionWeights(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions): Tensor {
  const { mask = null, bias = null, causal = false, position = 0, dropout = null } = options;
  if (q.rank < 2 || k.rank < 2 || v.rank < 2 || q.shape.at(-1) !== k.shape.at(-1) || k.shape.at(-2) !== v.shape.at(-2))
    throw new ShapeError(
      `scaledDotProductAttention: queries ${show(q.shape)}, keys ${show(k.shape)} and values ${show(v.shape)} do not fit: (…, T, D), (…, S, D), (…, S, E)`,
    );
  const scale = options.scale ?? 1 / Math.sqrt(q.shape.at(-1)!);
  let scores: Tensor = q.matmul(k.transpose(-2, -1)).mul(scale);
  const [queries, keys] = scores.shape.slice(-2) as [number, number];
  checkFits("bias", bias, scores.shape);
  checkFits("mask", mask, scores.shape);
  if (bias !== null) scores = scores.add(bias);
  const back = causal ? lookBack(queries, keys, position, q.device) : null;
  const seen = back === null || mask === null ? (back ?? mask) : mask.and(back);
  if (seen === null) return dropped(scores.softmax(-1), dropout);
  const weights = seen.where(scores, lowest(scores)).softmax(-1);
  return dropped(mask === null ? weights : seen.where(weights, 0), dropout); // a row with nothing to see
}
const dropped = (weights: Tensor, dropout: AttentionOptions["dropout"]): Tensor => dropout?.(weights) ?? weights;
/** Finite, so that a row of nothing else has no NaN in it. */
const lowest = ({ dtype, device }: Tensor): Tensor => full([], dtype === "float64" ? -1e300 : -1e30, { dtype, device });

/** Which keys are not behind the query's own place: (queries, keys). */
function lookBack(queries: number, keys: number, position: number | Tensor, device: string): Tensor {
  const places = arange(queries, { device, dtype: "int32" })
    .add(position as Tensor)
    .unsqueeze(-1);
  return places.ge(arange(keys, { device, dtype: "int32" })) as Tensor;
}

function checkFits(what: "mask" | "bias", t: Tensor | null, scores: Shape): void {
  if (t === null) return;
  if (what === "mask" && t.dtype !== "bool")
    throw new DTypeError(
      `scaledDotProductAttention: a mask is bool, not ${t.dtype}; numbers that are added to the scores are a bias`,
    );
  const missing = scores.length - t.rank;
  if (t.shape.some((d, i) => d !== 1 && d !== scores[i + missing]))
    throw new ShapeError(
      `scaledDotProductAttention: a ${what} ${show(t.shape)} does not broadcast to the scores ${show(scores)}`,
    );
}
