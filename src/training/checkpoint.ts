// All that a training needs to go on, on a disk: tensors in a safetensors file, everything else in checkpoint.json, which
// names that file. The new tensors are written under a name of their own, then checkpoint.json is replaced in one piece, so
// that a process killed at any moment leaves the old checkpoint or the new one, whole.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FileError, StateError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { removeLeftovers, writeFileAtomic } from "../io/atomic.ts";
import { loadSafetensors, saveSafetensors } from "../io/files.ts";
import type { Tensor } from "../tensor.ts";
import { fromJson, toJson } from "./tree.ts";

/** What can be saved: a module, an optimizer, a schedule, an average, a data loader. */
export interface Stateful {
  stateDict(): unknown;
  loadStateDict(state: never): unknown;
}
/** A generator of random numbers: `Generator` has a `state`, `RandomState` two methods. */
export type Random = { state: unknown } | { getState(): unknown; setState(state: never): void };
/** What a checkpoint consists of, by name. */
export type Parts = { readonly [name: string]: Stateful | Random };

const format = "needle checkpoint 1";
interface Contents {
  readonly format: typeof format;
  readonly tensors: string;
  readonly parts: { readonly [name: string]: never };
}
const index = "checkpoint.json";
const tensorFile = /^tensors-(\d+)\.safetensors$/;

/**
 * Writes a checkpoint into a folder, in place of the one that is there.
 *
 * @param parts what {@link loadCheckpoint} shall put back, by name
 * @throws FileError where it can't be written; the old checkpoint is then still there
 * @example
 * const w = parameter(tensor([1, 2]));
 * const model = new nn.Sequential(new nn.Linear(2, 1));
 * const optimizer = new optim.Adam(model.parameters());
 * await saveCheckpoint("runs/a", { model, optimizer, random: defaultGenerator });
 * await loadCheckpoint("runs/a", { model, optimizer, random: defaultGenerator }); // true
 */
export async function saveCheckpoint(folder: string, parts: Parts): Promise<void> {
  const tensors = new Map<string, Tensor>();
  const file = `tensors-${newest(folder) + 1}.safetensors`;
  const states = Object.entries(parts).map(([name, part]) => [name, toJson(name, stateOf(part), tensors)]);
  const contents: Contents = { format, tensors: file, parts: Object.fromEntries(states) };
  const arrays = new Map<string, HostArray>();
  for (const [name, t] of tensors) arrays.set(name, { dtype: t.dtype, shape: t.shape, data: await t.data() });
  saveSafetensors(join(folder, file), arrays);
  writeFileAtomic(join(folder, index), new TextEncoder().encode(JSON.stringify(contents)));
  for (const other of readdirSync(folder)) if (tensorFile.test(other) && other !== file) rmSync(join(folder, other));
  removeLeftovers(folder);
}

/**
 * Puts the parts of a checkpoint back where they came from. If one of them does not fit, all stay as they were.
 *
 * @returns false where the folder has no checkpoint; nothing is changed then
 * @throws FileError where the files are damaged, StateError where they are of other parts
 */
export async function loadCheckpoint(folder: string, parts: Parts): Promise<boolean> {
  if (!existsSync(join(folder, index))) return false;
  const states = read(folder);
  const [there, wanted] = [Object.keys(states), Object.keys(parts)];
  if (there.length !== wanted.length || wanted.some((name) => !there.includes(name)))
    throw new StateError(
      `${folder}: the checkpoint has the parts ${there.join(", ")}; what shall go on has ${wanted.join(", ")}`,
    );
  const before = Object.entries(parts).map(([, part]) => [part, stateOf(part)] as const);
  try {
    for (const [name, part] of Object.entries(parts)) putBack(part, states[name]);
  } catch (error) {
    for (const [part, state] of before) putBack(part, state);
    throw error instanceof StateError ? new StateError(`${folder}: ${error.message}`, { cause: error }) : error;
  }
  return true;
}

function read(folder: string): { readonly [name: string]: unknown } {
  const path = join(folder, index);
  try {
    const contents = JSON.parse(readFileSync(path, "utf8")) as Contents;
    if (contents.format !== format || !tensorFile.test(contents.tensors))
      throw new FileError("it is no checkpoint of a format that is known here");
    const { arrays } = loadSafetensors(join(folder, contents.tensors));
    return fromJson(contents.parts, arrays) as { readonly [name: string]: unknown };
  } catch (error) {
    throw new FileError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
/** The highest number of a file with tensors; 0 without one. */
function newest(folder: string): number {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return Math.max(0, ...files.map((file) => Number(tensorFile.exec(file)?.[1] ?? 0)));
}

function stateOf(part: Stateful | Random): unknown {
  if ("stateDict" in part) return part.stateDict();
  return "getState" in part ? part.getState() : part.state;
}
function putBack(part: Stateful | Random, state: unknown): void {
  if ("stateDict" in part) part.loadStateDict(state as never);
  else if ("getState" in part) part.setState(state as never);
  else part.state = state;
}
