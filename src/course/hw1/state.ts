// What is global in the course's graph: the lazy mode and the count of its values.

/** Whether operations wait until somebody reads: the course's `LAZY_MODE`. Set it with {@link setLazyMode}. */
export let LAZY_MODE = false;

/**
 * Turns the lazy mode on or off. Off (as in the course), every operation calls its op's `compute` at once; on, a value is
 * computed when something first reads it.
 *
 * @returns the mode before
 * @example
 * const x = new Tensor([0]);
 * const before = setLazyMode(true);
 * const y = x.exp(); // y.cachedData is null
 * y.numpy(); // [1]
 * setLazyMode(before);
 */
export function setLazyMode(on: boolean): boolean {
  const before = LAZY_MODE;
  LAZY_MODE = on;
  return before;
}

const counter = { made: 0, registered: 0, collected: 0 };
const collected = new FinalizationRegistry<null>(() => {
  counter.collected++;
});
/** Registered values cost memory until the event loop turns, so a long synchronous training registers none unless asked. */
let isWatched = false;

/** @internal Every value reports here when it is made. */
export function countValue(value: object): void {
  counter.made++;
  if (!isWatched) return;
  counter.registered++;
  collected.register(value, null);
}

/**
 * How many values (tensors and tuples) have been made so far, and how many of those made since the first call of this function
 * are still in memory: the course's `TENSOR_COUNTER`. A value leaves `alive` after the garbage collector took it, which needs a
 * loop that awaits now and then.
 *
 * @example
 * const x = new Tensor([0]);
 * const { made } = tensorCounter();
 * x.add(1);
 * tensorCounter().made - made; // 1
 */
export function tensorCounter(): { readonly made: number; readonly alive: number } {
  isWatched = true;
  return { made: counter.made, alive: counter.registered - counter.collected };
}
