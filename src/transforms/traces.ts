// The traces of one compiled function, and a word where there are too many.
import { difference } from "../compiler/why.ts";
import { debug } from "../runtime/debug.ts";
import { type Likeness, matches, type Trace } from "./trace.ts";

/** How many are kept; and after how many something is odd, if every other call makes one. */
const [most, odd] = [64, 16];

export class Traces {
  /** The one that was used last is the last. */
  readonly #list: Trace[] = [];
  #made = 0;
  #calls = 0;
  /** Why the last call left no trace. */
  #givenUp: string | null = null;

  /** The trace for the call whose tensors have just been written down. */
  find(parts: readonly unknown[]): Trace | null {
    this.#calls++;
    const list = this.#list;
    for (let i = list.length - 1; i >= 0; i--) {
      if (!matches(list[i]!, parts)) continue;
      if (i < list.length - 1) list.push(...list.splice(i, 1));
      return list.at(-1)!;
    }
    return null;
  }

  /** Takes a new trace, or why there is none. */
  add(trace: Trace | string): void {
    this.#givenUp = typeof trace === "string" ? trace : null;
    if (typeof trace !== "string") this.#list.push(trace);
    if (this.#list.length > most) this.#list.shift();
  }

  /** A call is about to be traced. */
  announce(now: Likeness): void {
    const last = this.#list.at(-1);
    const why = this.#givenUp ?? (last === undefined ? "the first call" : whyAgain(last, now));
    this.#made++;
    if (debug.level >= 1) debug.log(`needle: compile: trace ${this.#made}: ${why}`);
    if (this.#made === odd && this.#calls < 2 * odd)
      console.warn(
        `needle: compile: a function was traced ${odd} times in ${this.#calls} calls, which is slower than not to compile it. The last time: ${why}. NEEDLE_DEBUG=1 shows them all`,
      );
  }
}

function whyAgain(then: Likeness, now: Likeness): string {
  const at = now.parts.findIndex((part, i) => !Object.is(part, then.parts[i]));
  if (at === 0) return "inside of noGrad or outside";
  if (at === 1) return "another default device";
  if (at > 0) return `an argument that is no tensor is ${inWords(now.parts[at])}, not ${inWords(then.parts[at])}`;
  if (now.parts.length !== then.parts.length) return "there are fewer arguments";
  const same = now.key.length === then.key.length && now.key.every((x, i) => x === then.key[i]);
  return same ? "variables, gradients or settings are in another state" : `of the arguments, ${difference(now, then)}`;
}
const inWords = (part: unknown): string =>
  typeof part === "function" || (typeof part === "object" && part !== null) ? "another object" : String(part);
