// Runs as a recorder writes them down, while it is not known what later runs read and what the function returns.
import { Storage } from "../graph/node.ts";
import type { TapeRun, Write } from "./recording.ts";

export interface DraftWrite extends Omit<Write, "fresh"> {
  /** The register of the value before. */
  readonly before: number | null;
}
export interface DraftRun extends Omit<TapeRun, "values" | "gradients" | "results"> {
  /** The registers of what it reads. */
  readonly reads: ReadonlySet<number>;
  /** … and of results that have memory of their own. */
  readonly made: ReadonlySet<number>;
  readonly values: readonly DraftWrite[];
  readonly gradients: readonly DraftWrite[];
}

/**
 * What is known in the end. Old values that are still read must not be overwritten. Results that are returned or stay as a
 * gradient get new memory at each call; the others get memory of the tape's, in `registers`.
 */
export function settled(drafts: readonly DraftRun[], returned: readonly number[], registers: Storage[]): TapeRun[] {
  return drafts.map(({ reads: _, made, ...run }, i): TapeRun => {
    const later = drafts.slice(i);
    const settle = ({ before, ...write }: DraftWrite): Write => ({
      ...write,
      fresh: before !== null && before !== write.register && later.some((r) => r.reads.has(before)),
    });
    const lasting = new Set([...returned, ...run.gradients.filter((g) => g.isResult).map((g) => g.register)]);
    const results = [...made].filter((k) => lasting.has(k)).map((k) => ({ register: k, type: registers[k]!.type }));
    for (const k of made) if (!lasting.has(k)) registers[k] = new Storage(registers[k]!.type);
    return { ...run, results, values: run.values.map(settle), gradients: run.gradients.map(settle) };
  });
}
