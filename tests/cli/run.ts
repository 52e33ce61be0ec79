// The command as a user runs it, from dist/, which `npm test` builds first; and a small MNIST for it.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const main = join(import.meta.dirname, "../../dist/cli/main.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Called with every piece of output; `stop` is Ctrl-C. */
  readonly onOutput?: (stop: () => void) => void;
}

function ended(program: string, args: readonly string[], { cwd, env, onOutput }: RunOptions): Promise<Ended> {
  const child = spawn(program, args, { cwd, env: { ...process.env, NEEDLE_DEBUG: "", ...env }, stdio: ["ignore", "pipe", "pipe"] }); // biome-ignore format: one line
  let [stdout, stderr] = ["", ""];
  let stopped = false;
  child.stdout.on("data", (data) => {
    stdout += data;
    onOutput?.(() => {
      if (!stopped) child.kill("SIGINT"); // twice means at once
      stopped = true;
    });
  });
  child.stderr.on("data", (data) => (stderr += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

export const needle = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  ended(process.execPath, [main, ...args], options);

/** Runs a script of a shell in which `needle` is the command. */
export function shell(program: string, script: string, folder: string, options: RunOptions = {}): Promise<Ended> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "needle"), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env["PATH"]}`, ...options.env };
  return ended(program, ["-c", script], { cwd: folder, ...options, env });
}

/** The lines of --json as objects. */
export const objects = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The four files with images of 4 × 4: image n is of class n % 10 and bright at pixel n % 10. */
export function writeMnist(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [part, count] of [
    ["train", 500],
    ["t10k", 100],
  ] as const) {
    // biome-ignore format: one line
    writeIdx(join(folder, `${part}-images-idx3-ubyte`), [count, 4, 4], (i) => (i % 16 === Math.floor(i / 16) % 10 ? 255 : 0));
    writeIdx(join(folder, `${part}-labels-idx1-ubyte`), [count], (i) => i % 10);
  }
}
function writeIdx(path: string, shape: readonly number[], element: (i: number) => number): void {
  const size = shape.reduce((product, d) => product * d, 1);
  const bytes = new Uint8Array(4 + 4 * shape.length + size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x800 + shape.length);
  for (const [i, d] of shape.entries()) view.setUint32(4 + 4 * i, d);
  for (let i = 0; i < size; i++) bytes[4 + 4 * shape.length + i] = element(i);
  writeFileSync(path, bytes);
}
