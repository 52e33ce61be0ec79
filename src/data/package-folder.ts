// Where an installed package lies that carries data.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder of a package, seen from this library or from the user's project; undefined where it is not installed. */
export function packageFolder(name: string): string | undefined {
  for (const base of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return dirname(createRequire(base).resolve(`${name}/package.json`));
    } catch {
      // Not there: look from the next place.
    }
  }
  return undefined;
}
