// A worker thread of a loader: makes the data set once, then batches as they are ordered, one after the other.
import { parentPort, workerData } from "node:worker_threads";
import type { HostArray } from "../../host.ts";
import { RandomState } from "../../random.ts";
import { own } from "../../transfer.ts";
import { fetchBatch } from "../fetch.ts";
import { changeArrays } from "../parts.ts";
import type { Answer, Failure, Order, WorkerStart } from "./messages.ts";
import { make } from "./module.ts";

const { recipe, worker } = workerData as WorkerStart;
const random = new RandomState(recipe.seed);
const dataset = make(recipe, { random, worker });
dataset.catch(() => {}); // every order says so

let before: Promise<void> = dataset.then(
  () => {},
  () => {},
);
parentPort!.on("message", (order: Order) => {
  before = before.then(() => answer(order));
});

async function answer({ indices, seed }: Order): Promise<void> {
  try {
    random.seed(seed);
    const memory = new Set<ArrayBuffer>();
    const move = ({ dtype, shape, data }: HostArray): HostArray => {
      const alone = own(data);
      memory.add(alone.buffer);
      return { dtype, shape, data: alone };
    };
    const made = changeArrays(await fetchBatch(await dataset, indices), move, (x) =>
      move({ dtype: x.dtype, shape: x.shape, data: x.dataSync() }),
    );
    post({ made }, [...memory]);
  } catch (error) {
    post({ failure: described(error) });
  }
}

const post = (answer: Answer, memory: readonly ArrayBuffer[] = []): void => parentPort!.postMessage(answer, memory);

function described(error: unknown): Failure {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack };
}
