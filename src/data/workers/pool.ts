// The workers of a loader, seen from the main thread: who is to make which batch, and what has become of it.
import type { Worker } from "node:worker_threads";
import { ArgumentError, DataError } from "../../errors.ts";
import type { Recipe } from "../dataset.ts";
import type { Answer, Failure, Order, WorkerStart } from "./messages.ts";

/** Sources cannot run on threads of every Node: then the built worker does the work. */
const entry = import.meta.url.endsWith(".ts") ? "../../../dist/data/workers/worker.js" : "./worker.js";

/** Somebody who waits for a batch. */
interface Waiting {
  readonly batch: number;
  readonly resolve: (made: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts workers, each with a data set of its own.
 *
 * @throws ArgumentError outside of Node
 */
export async function startWorkers({ url, options, seed, indices }: Recipe, count: number): Promise<WorkerPool> {
  if (typeof process === "undefined" || process.versions?.node === undefined)
    throw new ArgumentError("DataLoader: workers are threads of Node, which are not here; leave out { workers }");
  const { Worker } = await import("node:worker_threads");
  const recipe: Recipe = { url, options, seed, ...(indices === undefined ? {} : { indices }) };
  const start = (worker: number): Worker =>
    new Worker(new URL(entry, import.meta.url), { workerData: { recipe, worker } satisfies WorkerStart });
  return new WorkerPool(Array.from({ length: count }, (_, i) => new Member(start(i), i)));
}

/** Several workers. They keep a process alive only while a batch is wanted of them. */
export class WorkerPool {
  readonly #members: readonly Member[];
  constructor(members: readonly Member[]) {
    this.#members = members;
  }
  /** Whether all are alive. */
  get works(): boolean {
    return this.#members.every((member) => member.ended === null);
  }
  /** What the least busy worker makes of an order; `batch` is what errors call it. */
  fetch(order: Order, batch: number): Promise<unknown> {
    return this.#members.reduce((a, b) => (b.busy < a.busy ? b : a)).fetch(order, batch);
  }
  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }
}

class Member {
  readonly #worker: Worker;
  readonly #index: number;
  /** In the order in which they asked. */
  readonly #waiting: Waiting[] = [];
  /** What ended it, if it has ended. */
  ended: string | null = null;

  constructor(worker: Worker, index: number) {
    this.#worker = worker;
    this.#index = index;
    worker.unref();
    worker.on("message", (answer: Answer) => this.#receive(answer));
    worker.on("error", (error: Error) => this.#end("ended by an error outside of its batches", error));
    worker.on("exit", (code) => this.#end(`ended with exit code ${code}`));
  }
  get busy(): number {
    return this.#waiting.length;
  }

  fetch(order: Order, batch: number): Promise<unknown> {
    if (this.ended !== null) return Promise.reject(this.#error(batch, this.ended));
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ batch, resolve, reject }) === 1) this.#worker.ref();
      this.#worker.postMessage(order);
    });
  }
  async close(): Promise<void> {
    this.ended ??= "was closed";
    await this.#worker.terminate();
  }

  #receive(answer: Answer): void {
    const { batch, resolve, reject } = this.#waiting.shift()!;
    if (this.busy === 0) this.#worker.unref();
    if ("made" in answer) resolve(answer.made);
    else reject(this.#error(batch, answer.failure.message, original(answer.failure)));
  }
  #end(why: string, cause?: Error): void {
    this.ended ??= why;
    for (const { batch, reject } of this.#waiting.splice(0)) reject(this.#error(batch, this.ended, cause));
  }
  #error(batch: number, what: string, cause?: Error): DataError {
    return new DataError(`DataLoader: worker ${this.#index}, batch ${batch}: ${what}`, cause && { cause });
  }
}

/** The error of a worker, with the stack that it had there. */
function original({ name, message, stack }: Failure): Error {
  return Object.defineProperties(new Error(message), { name: { value: name }, stack: { value: stack } });
}
