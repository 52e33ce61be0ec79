// Profiles as files for viewers.
import type { Profile } from "../transforms/profile.ts";
import { writeFileAtomic } from "./atomic.ts";

/**
 * Writes a profile as a file that Perfetto (ui.perfetto.dev) and Chrome (chrome://tracing) open: each kernel a slice of time.
 *
 * @throws FileError where the place can't be written
 * @example
 * const x = ones([8]);
 * writeTrace("runs/step.json", await profile(() => x.exp()));
 */
export function writeTrace(path: string, { trace }: Pick<Profile, "trace">): void {
  writeFileAtomic(path, new TextEncoder().encode(JSON.stringify(trace)));
}
