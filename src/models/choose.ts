// One of many, drawn from logits: with a temperature, among the best k (Fan et al. 2018), or among those that make up most of
// the probability (Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration").
import { ArgumentError } from "../errors.ts";
import { defaultGenerator, type Generator } from "../random.ts";
import type { Tensor } from "../tensor.ts";

/** How {@link choose} draws. */
export interface ChooseOptions {
  /** Divides the logits: below 1 bolder, above 1 more even, 0 the largest one. Default 1. */
  readonly temperature?: number;
  /** Only among so many of the most likely. Default: all. */
  readonly topK?: number;
  /** Only among the most likely that together have at least this probability. Default 1: all. */
  readonly topP?: number;
  readonly generator?: Generator;
}

/**
 * Logits (…, classes) → one class each, int32 (…).
 *
 * @throws ArgumentError on numbers that make no sense
 * @example
 * const logits = tensor([1, 3, 2, 0]);
 * choose(logits, { temperature: 0 }); // 1
 * choose(logits, { topK: 1 }); // 1
 * choose(logits, { topP: 0.5 }); // 1
 */
export function choose(logits: Tensor, options: ChooseOptions = {}): Tensor {
  const { temperature = 1, topK, topP = 1, generator = defaultGenerator } = options;
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new ArgumentError(`choose: a temperature is a number from 0, not ${temperature}`);
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1))
    throw new ArgumentError(`choose: topK is a whole number from 1, not ${topK}`);
  if (!(topP > 0 && topP <= 1)) throw new ArgumentError(`choose: topP is more than 0 and at most 1, not ${topP}`);
  if (temperature === 0) return logits.argmax(-1) as Tensor;
  const likely = amongBest(logits.div(temperature), topK).softmax(-1) as Tensor;
  return generator.multinomial(amongMost(likely, topP), 1).squeeze(-1) as Tensor;
}

function amongBest(logits: Tensor, k: number | undefined): Tensor {
  if (k === undefined || k >= logits.shape.at(-1)!) return logits;
  const least = logits.topk(k).values.amin(-1, { keepdim: true }) as Tensor;
  return logits.ge(least).where(logits, Number.NEGATIVE_INFINITY) as Tensor;
}
/** Probabilities, 0 where the more likely ones already make up p. */
function amongMost(likely: Tensor, p: number): Tensor {
  if (p === 1) return likely;
  const sorted = likely.sort(-1, { descending: true }).values as Tensor;
  const isIn = sorted.cumsum(-1).sub(sorted).lt(p) as Tensor; // what stands before is less than p
  const least = isIn.where(sorted, 1).amin(-1, { keepdim: true }) as Tensor;
  return likely.ge(least).where(likely, 0) as Tensor;
}
