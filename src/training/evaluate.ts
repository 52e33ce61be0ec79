// How good a network is.
import { noGrad } from "../autograd.ts";
import { ArgumentError } from "../errors.ts";
import type { Batches, Network } from "./batches.ts";
import { breathe } from "./breathe.ts";
import { Means, type Measured, type Metric, type Metrics, named, together } from "./metrics.ts";

/** What {@link evaluate} measures. */
export interface EvaluateOptions {
  /** Mean loss of a batch. */
  readonly loss: Metric;
  readonly metrics?: Metrics;
  /** Stops between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Mean loss and metrics of a network over some data: in `eval()`, without gradients. Each batch counts by its samples.
 *
 * @throws ArgumentError where there is no data; the signal's reason when it is aborted
 * @example
 * const model = new nn.Sequential(new nn.Linear(2, 3));
 * const data = [[zeros([4, 2]), tensor([0, 1, 2, 0], { dtype: "int32" })]] as const;
 * const { accuracy: right } = await evaluate(model, data, { loss: nn.crossEntropy, metrics: { accuracy } });
 * right! <= 1; // true
 */
export async function evaluate(
  model: Network,
  data: Batches,
  { loss, metrics = {}, signal }: EvaluateOptions,
): Promise<Measured> {
  const all: Metrics = { loss, ...metrics };
  const total = new Means();
  const { training } = model;
  model.eval();
  try {
    for await (const [input, target] of data) {
      const values = noGrad(() => {
        const output = model(input);
        return together(Object.values(all).map((metric) => metric(output, target)));
      });
      total.add(named(all, await values.data()), input.shape[0]!);
      await breathe(signal);
    }
  } finally {
    model.train(training);
  }
  if (total.samples === 0) throw new ArgumentError("evaluate: there are no batches in the data");
  return total.means();
}
