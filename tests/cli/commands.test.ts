// devices, explain, bench, convert, completion, and help for all of them: each is run.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, describe, expect, test } from "vitest";
import { candidates } from "../../src/cli/completion.ts";
import { needle as program } from "../../src/cli/program.ts";
import { deviceNames } from "../../src/index.ts";
import { loadNpy, loadNpz, loadSafetensors, saveSafetensors } from "../../src/io/index.ts";
import { needle, objects, shell, writeMnist } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "needle-commands-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
/** Runs in the folder, and insists that it goes well. */
async function good(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await needle(args, { cwd: folder });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain("\u001b");
  return stdout;
}

describe("help", () => {
  const all = (command: Command, words: string[]): string[][] => [
    words,
    ...command.commands.flatMap((c) => all(c, [...words, c.name()])),
  ];
  test.each(all(program(), []).map((words) => [words.join(" "), words]))("needle %s --help", async (_name, words) => {
    const help = await good(...words, "--help");
    expect(help).toContain(`Usage: needle ${words.join(" ")}`.trimEnd());
    if (words.length > 0 && !["train", "eval", "complete"].includes(words.join(" ")))
      expect(help).toMatch(/Examples:\n {2}\$ /);
  });
  test("needle alone shows it as a mistake", async () => {
    const { code, stderr } = await needle([]);
    expect([code, stderr.split("\n")[0]]).toEqual([2, "Usage: needle [options] [command]"]);
  });
  test("--version", async () => expect(await good("--version")).toMatch(/^\d+\.\d+\.\d+\n$/));
});

describe("devices", () => {
  test("lists each with its limits, the default marked", async () => {
    const listed = objects(await good("devices", "--json"));
    expect(listed.filter((d) => d["available"]).map((d) => d["name"])).toEqual(deviceNames());
    expect(listed.filter((d) => d["default"])).toHaveLength(1);
    expect(listed.find((d) => d["name"] === "js")).toMatchObject({
      limits: { dtypes: expect.arrayContaining(["float32"]) },
    });
    const text = await good("devices");
    expect(text).toMatch(/^js +(the default|available) +dtypes bool/m);
  });
  test("NEEDLE_DEVICE chooses the default", async () => {
    const { stdout } = await needle(["devices"], { env: { NEEDLE_DEVICE: "null" } });
    expect(stdout).toMatch(/^null +the default/m);
  });
});

describe("explain", () => {
  writeFileSync(at("model.mjs"), "export default ({ tensor }) => ({ y: tensor([1, 2]).exp().sum() });\nexport const two = async ({ tensor }) => { await tensor([1]).add(1).data(); return [tensor([1, 2]).mul(3)]; };\nexport const number = 5;\n"); // biome-ignore format: one line
  writeFileSync(at("broken.mjs"), "export default (");

  test("an example: a training step is eleven kernels, four of them update variables", async () => {
    const plans = objects(await good("explain", "training-step", "--device", "null", "--json"));
    expect(plans).toHaveLength(1);
    const kernels = plans[0]!["kernels"] as { what: string; updates: boolean }[];
    expect(kernels).toHaveLength(11);
    expect(kernels.filter((k) => k.updates)).toHaveLength(4);
    expect(kernels[0]!.what).toBe("matmul → add → relu");
  });
  test.each(["softmax", "attention"])("%s", async (name) => {
    expect(await good("explain", name)).toMatch(/^plan 1: .*\n {2}1 {2}\w[\s\S]*kernels, [\s\S]* bytes moved/);
  });
  test("a module's functions, with what they read and what they return", async () => {
    expect(await good("explain", "model.mjs", "--device", "js")).toMatch(
      /^plan 1: the first plan\n {2}1 {2}exp → sum\n/,
    );
    const two = await good("explain", "model.mjs#two", "--code", "--device", "js");
    expect(two.match(/^plan \d/gm)).toEqual(["plan 1", "plan 2"]);
    expect(two).toContain("for (");
  });
  test.each([
    ["nothing", "explain: 'nothing' is neither an example (training-step, softmax, attention) nor a file"],
    ["model.mjs#nothing", "explain: model.mjs exports no function 'nothing'"],
    ["model.mjs#number", "explain: model.mjs exports no function 'number'"],
    ["broken.mjs", "explain: broken.mjs cannot be loaded: Unexpected"],
  ])("%s", async (what, message) => {
    const { code, stderr } = await needle(["explain", what], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^needle: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });
});

describe("bench", () => {
  test("one line a workload, for people and for programs", async () => {
    const text = await good("bench", "--device", "js", "--only", "product 128", "--seconds", "0.01");
    expect(text).toMatch(
      /Node .*\njs +product 128 × 128 +[\d.]+ ms +\([\d.]+ … [\d.]+, \d+ runs\) +[\d.]+ GFLOP\/s\n$/,
    );
    const [machine, measured] = objects(
      await good("bench", "--device", "js", "--only", "training", "--seconds", "0.01", "--json"),
    );
    expect(machine).toMatchObject({ event: "machine", node: process.versions.node });
    const { milliseconds, low, high } = measured as Record<string, number>;
    expect(low! > 0 && low! <= milliseconds! && milliseconds! <= high!).toBe(true);
  });
  test("a word that names nothing", async () => {
    const { code, stderr } = await needle(["bench", "--only", "sorting"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("nothing is called 'sorting'; there are product 128")]);
  });
});

describe("convert", () => {
  const arrays = {
    "layer.w": { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    steps: { dtype: "int32", shape: [], data: Int32Array.of(7) },
  } as const;
  saveSafetensors(at("m.safetensors"), arrays, { epoch: "3" });

  test("from each format to the next and back, nothing changes", async () => {
    for (const [from, to] of [["m.safetensors", "m.npz"], ["m.npz", "m.json"], ["m.json", "back.safetensors"]] as const) // biome-ignore format: one line
      await needle(["convert", from, to], { cwd: folder });
    expect([...loadSafetensors(at("back.safetensors")).arrays]).toEqual(Object.entries(arrays));
  });
  test("says what it has written, and what could not be", async () => {
    const { stdout, stderr } = await needle(["convert", "m.safetensors", "small.npz", "--compress"], { cwd: folder });
    expect(stdout).toMatch(
      /^layer\.w {2}float32 {2}\[2, 2\]\nsteps {4}int32 {4}\[\]\nsaved small\.npz: 2 arrays, \d+ bytes\n$/,
    );
    expect(stderr).toBe("needle: small.npz cannot hold the metadata of m.safetensors (epoch); they are left out\n");
    expect(loadNpz(at("small.npz")).size).toBe(2);
    const [saved] = objects(await good("convert", "m.safetensors", "copy.safetensors", "--json"));
    expect(saved).toMatchObject({ event: "saved", path: "copy.safetensors", arrays: [{ name: "layer.w", dtype: "float32", shape: [2, 2] }, {}] }); // biome-ignore format: one line
    expect(loadSafetensors(at("copy.safetensors")).metadata).toEqual({ epoch: "3" });
  });
  test("one array", async () => {
    await needle(["convert", "m.safetensors", "w.npy", "--array", "layer.w"], { cwd: folder });
    expect([...loadNpy(at("w.npy")).data]).toEqual([1, 2, 3, 4]);
  });
  test("NumPy reads what it writes", async () => {
    const script =
      "import numpy as np; f = np.load('m.npz'); print(f['layer.w'].tolist(), f['steps'].dtype, f['steps'].tolist())";
    const { status, stdout } = spawnSync("python3", ["-c", script], { cwd: folder, encoding: "utf8" });
    if (status === 0) expect(stdout).toBe("[[1.0, 2.0], [3.0, 4.0]] int32 7\n"); // where NumPy is installed
  });
  test.each([
    [["m.safetensors", "m.npy"], "m.npy: .npy holds one array, not 2 (layer.w, steps)"],
    [["m.safetensors", "x.npy", "--array", "v"], "m.safetensors has no array 'v'; it has layer.w, steps"],
    [["m.safetensors", "x.pt"], "x.pt: the format is chosen by the ending"],
    [["nowhere.npz", "x.npz"], "cannot read nowhere.npz: there is no such file"],
    [["m.npz", "x.json", "--limit", "10"], "above the limit of 10"],
  ])("%j", async (args, message) => {
    const { code, stderr } = await needle(["convert", ...args], { cwd: folder });
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

describe("completion", () => {
  test.each<[string[], string[]]>([
    [["tr"], ["train"]],
    [[""], expect.arrayContaining(["train", "convert", "help"])],
    [["train", ""], expect.arrayContaining(["mnist"])],
    [["train", "mnist", "--ep"], ["--epochs"]],
    [["train", "mnist", "--device", ""], deviceNames()],
    [["train", "mnist", "--out", ""], []],
    [["train", "mnist", "--device", "js", "--js"], ["--json"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["convert", "model"], []],
    [["nonsense", "--he"], ["--help"]],
  ])("%j → %j", (words, wanted) => {
    expect(candidates(program(), words)).toEqual(wanted);
  });
  test("options and commands are all there, hidden ones are not", () => {
    expect(candidates(program(), [""])).not.toContain("complete");
    expect(candidates(program(), ["bench", "--"])).toEqual(["--device", "--seconds", "--only", "--json", "--help"]);
  });
  const has = (name: string) => spawnSync(name, ["-c", "true"]).status === 0;
  test.skipIf(!has("bash"))("in bash", async () => {
    const script =
      'eval "$(needle completion bash)"; COMP_WORDS=(needle train mnist --ep); COMP_CWORD=3; _needle; echo $COMPREPLY';
    expect(await shell("bash", script, folder)).toEqual({ code: 0, stdout: "--epochs\n", stderr: "" });
  });
  test.skipIf(!has("fish"))("in fish", async () => {
    const script = 'needle completion fish | source; complete -C "needle train mnist --ep"';
    expect((await shell("fish", script, folder, { env: { HOME: folder } })).stdout).toBe("--epochs\n");
  });
  test.skipIf(!has("zsh"))("in zsh", async () => {
    const script =
      'compdef() { :; }; compadd() { shift; echo $@; }; eval "$(needle completion zsh)"; words=(needle train mnist --ep); CURRENT=4; _needle';
    expect(await shell("zsh", script, folder)).toEqual({ code: 0, stdout: "--epochs\n", stderr: "" });
  });
});

test("a pipe that closes early is no error", async () => {
  const { code, stdout, stderr } = await shell(
    "bash",
    "set -o pipefail; needle explain training-step | head -1",
    folder,
  );
  expect([code, stdout, stderr]).toEqual([0, "plan 1: the first plan\n", ""]);
});

test("every command of docs/cli.md runs", { timeout: 60_000 }, async () => {
  writeMnist(at("digits"));
  const text = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8");
  for (const [, script] of text.matchAll(/^```sh\n(.*?)^```/gms)) {
    const { code, stderr } = await shell("bash", `set -e\n${script}`, folder, { env: { HOME: folder } });
    expect([script, code, stderr.replaceAll(/^needle: .*metadata.*\n/gm, "")]).toEqual([script, 0, ""]);
  }
});
