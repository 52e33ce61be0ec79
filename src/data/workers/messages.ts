// What the main thread and the workers of a loader say to each other.
import type { Recipe } from "../dataset.ts";

/** What a worker begins with. */
export interface WorkerStart {
  readonly recipe: Recipe;
  readonly worker: number;
}
/** A batch that is wanted. Answers come in the order of orders. */
export interface Order {
  readonly indices: Int32Array;
  readonly seed: readonly number[];
}
/** What went wrong, in words: errors themselves do not cross whole. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}
/** A batch that was made, its arrays having moved here; or why it was not. */
export type Answer = { readonly made: unknown } | { readonly failure: Failure };
