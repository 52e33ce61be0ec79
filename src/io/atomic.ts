// Files that are either whole or not there: written beside their place under another name, then renamed over it. A crash,
// a full disk or Ctrl-C leaves the old file as it was.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { FileError } from "../errors.ts";

let counter = 0;

/** A name that no other process and no other call uses, in the folder of the file: a rename across disks is a copy. */
const temporaryName = (path: string): string => join(dirname(path), `.needle-${process.pid}-${counter++}.tmp`);

/**
 * Writes a file in one piece: temporary file in the same folder, flushed to the disk, then renamed. Missing folders are made.
 * It is synchronous, so a signal handler runs before or after it, never between.
 *
 * @param path where the file shall be
 * @param pieces the bytes; several pieces are written one after the other
 * @throws FileError where the place can't be written, with the path and what to do; the temporary file is removed
 * @example
 * writeFileAtomic("runs/notes.txt", new TextEncoder().encode("epoch 3: 96.1 %"));
 */
export function writeFileAtomic(path: string, ...pieces: readonly Uint8Array[]): void {
  const place = resolve(path);
  const temporary = temporaryName(place);
  try {
    prepare(place);
    const file = openSync(temporary, "wx");
    try {
      for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, place);
  } catch (error) {
    remove(temporary);
    throw unwritable(path, error);
  }
}

/**
 * Finds out before a long computation whether its result can be written: makes the folder, and makes and removes a small file in it.
 *
 * @param path where a file shall be written later
 * @throws FileError where that will fail, with the path and what to do
 * @example
 * checkWritable("runs/mnist.safetensors"); // throws now, not after an hour of training
 */
export function checkWritable(path: string): void {
  const place = resolve(path);
  const temporary = temporaryName(place);
  try {
    prepare(place);
    closeSync(openSync(temporary, "wx"));
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    remove(temporary);
  }
}

/** Removes from a folder what processes that were killed while they wrote have left there. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const writer = /^\.needle-(\d+)-\d+\.tmp$/.exec(name)?.[1];
    if (writer !== undefined && !isRunning(Number(writer))) remove(join(folder, name));
  }
}
function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}

function prepare(place: string): void {
  makeFolder(dirname(place));
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory())
    throw new FileError("it is a folder; give the name of a file in it");
}

/** Makes a folder and those above it. Node's own recursive form never ends on file systems that refuse, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function remove(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // The folder is not there or not ours: then neither is the file.
  }
}

const advice: Record<string, string> = {
  EACCES: "permission denied; choose a folder that you may write to",
  EPERM: "permission denied; choose a folder that you may write to",
  EROFS: "the disk is read-only; choose another one",
  ENOSPC: "the disk is full; make room or choose another one",
  ENOTDIR: "a part of the path is a file, not a folder; choose another path",
  EEXIST: "a part of the path is a file, not a folder; choose another path",
  ENOENT: "its folder can't be made; choose another path",
};

function unwritable(path: string, error: unknown): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new FileError(`cannot write ${path}: ${(code && advice[code]) ?? message}`, { cause: error });
}
