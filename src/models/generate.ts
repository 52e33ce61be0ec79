// Text after a text, token by token.
import { noGrad } from "../autograd.ts";
import { fromHost } from "../create.ts";
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { breathe } from "../training/breathe.ts";
import { type ChooseOptions, choose } from "./choose.ts";
import type { GPT } from "./gpt.ts";
import type { LanguageModel, TextState } from "./language-model.ts";

/** How {@link generate} goes on. */
export interface GenerateOptions extends ChooseOptions {
  /** Tokens to make. */
  readonly count: number;
  /** Stops between two tokens. */
  readonly signal?: AbortSignal | undefined;
}
/** Takes in the next tokens of a text and gives the logits (count) of the one behind them. */
type Reader = (ids: readonly number[]) => Tensor;

/**
 * Tokens behind `start`, as they come, in `eval()`. One token is one run, and all share a plan; only the transformer of a LanguageModel
 * sees the whole text again for each. When the places of a GPT are full it forgets the older half of them.
 *
 * @throws ArgumentError where there is no token to begin with; the signal's reason when it is aborted
 * @example
 * const model = new GPT(10, { length: 16, features: 8, layers: 1, heads: 2 });
 * const made: number[] = [];
 * for await (const id of generate(model, [1, 2, 3], { count: 20, topK: 5 })) made.push(id);
 * made.length; // 20
 */
export async function* generate(
  model: GPT | LanguageModel,
  start: ArrayLike<number>,
  { count, signal, ...options }: GenerateOptions,
): AsyncGenerator<number> {
  if (start.length === 0) throw new ArgumentError("generate: there must be a token to begin with");
  const { training } = model;
  model.eval();
  try {
    const read = "positions" in model ? gptReader(model) : stateReader(model);
    let next = Array.from(start);
    for (let i = 0; i < count; i++) {
      const id = await noGrad(() => choose(read(next), options)).item();
      yield id;
      next = [id];
      await breathe(signal);
    }
  } finally {
    model.train(training);
  }
}

const row = (model: GPT | LanguageModel, ids: readonly number[], shape: readonly number[]): Tensor =>
  fromHost(Int32Array.from(ids), "int32", shape, { device: model.embedding.weight.device });

function gptReader(model: GPT): Reader {
  const cache = model.cache();
  const { capacity } = cache[0]!;
  let seen: readonly number[] = [];
  return (ids) => {
    let part = ids;
    seen = [...seen, ...ids];
    if (seen.length > capacity) {
      part = seen.slice(-Math.ceil(capacity / 2));
      seen = part;
      for (const each of cache) each.reset();
    }
    return model(row(model, part, [1, part.length]), cache)
      .select(0, 0)
      .select(0, -1);
  };
}
/** A transformer without a cache remembers nothing: it is shown the whole text again. */
function stateReader(model: LanguageModel): Reader {
  const { places } = model.body;
  let state: TextState = [];
  let seen: readonly number[] = [];
  return (ids) => {
    seen = places < Number.POSITIVE_INFINITY ? [...seen, ...ids].slice(-places) : ids;
    const [logits, next] = model(row(model, seen, [seen.length, 1]), state);
    state = next;
    return logits.select(0, -1);
  };
}
