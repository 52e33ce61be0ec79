// Files from the network: into the cache once, checked, and there whole or not at all. What was cut off goes on where it ended.
import { createHash } from "node:crypto";
import { closeSync, createReadStream, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import { FileError } from "../errors.ts";
import { cacheFolder } from "./cache.ts";

export interface DownloadOptions {
  /** What the file's SHA-256 must be, in hexadecimal digits. */
  readonly sha256?: string;
  /** What its MD5 must be, where no SHA-256 is published: it finds damage, not forgery. */
  readonly md5?: string;
  /** Where it goes. Default: the cache folder, under the name in the URL. */
  readonly to?: string;
  /** Called with the bytes that are there and, where the server says so, those that there will be. */
  readonly onProgress?: (done: number, total: number | null) => void;
  /** Goes on with what an interrupted download has left. Default: true. */
  readonly resume?: boolean;
  /** Ends the download; what has come stays for the next one. */
  readonly signal?: AbortSignal;
}

/**
 * Downloads a file unless it is there already, and returns its path. What arrives is kept beside its place as `.part` until it
 * is whole and its checksum is right.
 *
 * @throws FileError where the file cannot be had, with how to get it by hand; or where its checksum is wrong
 * @example
 * const page = new URL("data:text/plain,hello");
 * const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
 * await download(page, { to: "runs/hello.txt", sha256 }); // "runs/hello.txt"
 */
export async function download(url: string | URL, options: DownloadOptions = {}): Promise<string> {
  const address = new URL(url);
  const to = options.to ?? cacheFolder(basename(address.pathname));
  const { sha256, md5, resume = true } = options;
  const [kind, wanted] = sha256 === undefined ? (["MD5", md5] as const) : (["SHA-256", sha256] as const);
  if (sizeOf(to) !== null && (wanted === undefined || (await checksum(kind, to)) === wanted)) return to;
  const part = `${to}.part`;
  if (!resume) rmSync(part, { force: true });
  try {
    mkdirSync(dirname(to), { recursive: true });
    await fetchInto(address, part, options);
  } catch (error) {
    throw unreachable(address, to, part, error as Error);
  }
  const found = wanted === undefined ? undefined : await checksum(kind, part);
  if (found !== wanted) {
    rmSync(part);
    throw new FileError(
      `download: ${address} has the ${kind} ${found}, not ${wanted}; it was thrown away: try again, and if it stays so, do not trust it`,
    );
  }
  renameSync(part, to);
  return to;
}

/** Writes the file, or what is missing of it, behind what is there. */
async function fetchInto(address: URL, part: string, options: DownloadOptions): Promise<void> {
  const { onProgress, signal } = options;
  const have = sizeOf(part) ?? 0;
  const headers: Record<string, string> = {
    "accept-encoding": "identity",
    ...(have > 0 && { range: `bytes=${have}-` }),
  };
  const response = await fetch(address, { headers, ...(signal && { signal }) });
  if (response.status === 416 && have > 0) {
    // Nothing is behind what is there: either all of it is, or it is of another file.
    await response.body?.cancel();
    if (totalOf(response) === have) return;
    rmSync(part);
    return fetchInto(address, part, options);
  }
  if (!response.ok || response.body === null)
    throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  const goesOn = response.status === 206 && have > 0;
  let done = goesOn ? have : 0;
  const length = response.headers.get("content-length");
  const total = length === null ? null : done + Number(length);
  const file = openSync(part, goesOn ? "a" : "w");
  try {
    for await (const piece of response.body) {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
      done += piece.length;
      onProgress?.(done, total);
    }
  } finally {
    closeSync(file);
  }
  if (total !== null && done !== total) throw new Error(`it ended after ${done} of ${total} bytes`);
}

/** The whole size in an answer's `content-range: bytes …/size`. */
const totalOf = (response: Response): number => Number(response.headers.get("content-range")?.split("/")[1]);

const sizeOf = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.size ?? null;

async function checksum(kind: "SHA-256" | "MD5", path: string): Promise<string> {
  const hash = createHash(kind);
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

function unreachable(address: URL, to: string, part: string, error: Error): FileError {
  const why = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
  const kept = sizeOf(part);
  const next = kept ? `${kept} bytes are kept, calling again goes on from there; or` : "without a network,";
  return new FileError(`download: cannot get ${address} (${why}); ${next} put the file at ${to} by other means`, {
    cause: error,
  });
}
