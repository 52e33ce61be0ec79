// Files on a disk (Node), whole or piece by piece.
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { FileError } from "../errors.ts";
import { type ByteSource, wrongIn } from "./source.ts";

/** One call of the operating system reads at most this many bytes. */
const chunk = 1 << 30;

/**
 * A file that is read piece by piece.
 *
 * @throws FileError where it can't be read, or is no file that one can read anywhere in
 */
export function openFile(path: string): ByteSource {
  const info = attempt(path, () => statSync(path)); // before it is opened: a pipe would be waited for
  if (!info.isFile())
    throw new FileError(`cannot read ${path}: it is ${info.isDirectory() ? "a folder" : "no ordinary file"}`);
  const file = attempt(path, () => openSync(path, "r"));
  return {
    name: path,
    size: info.size,
    read(at, length) {
      const bytes = allocate(length, () =>
        wrongIn(path)(at, `${length} bytes at once do not fit into memory; read slices`),
      );
      for (let done = 0; done < length; ) {
        const count = attempt(path, () => readSync(file, bytes, done, Math.min(length - done, chunk), at + done));
        if (count === 0) throw wrongIn(path)(at + done, "the file ends here now; it was longer when it was opened");
        done += count;
      }
      return bytes;
    },
    close: () => closeSync(file),
  };
}

function allocate(length: number, failure: () => FileError): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch {
    throw failure();
  }
}

/** All bytes of a file. */
export const readWhole = (path: string): Uint8Array => attempt(path, () => readFileSync(path));

const reasons: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};
function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FileError(`cannot read ${path}: ${(code && reasons[code]) ?? message}`, { cause: error });
  }
}
