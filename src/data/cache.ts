// Where downloaded data sets are kept.
import { homedir, platform } from "node:os";
import { join } from "node:path";

/**
 * The folder for downloads: NEEDLE_CACHE, else `needle` in the platform's folder for caches.
 *
 * @param parts names of a folder or a file in it
 * @example
 * cacheFolder("fashion-mnist").endsWith("fashion-mnist"); // true
 */
export function cacheFolder(...parts: readonly string[]): string {
  return join(process.env["NEEDLE_CACHE"] || join(platformFolder(), "needle"), ...parts);
}

function platformFolder(): string {
  switch (platform()) {
    case "darwin":
      return join(homedir(), "Library", "Caches");
    case "win32":
      return process.env["LOCALAPPDATA"] || join(homedir(), "AppData", "Local");
    default:
      return process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  }
}
