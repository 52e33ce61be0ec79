// Checkpoints: everything comes back, all or nothing; and a process that is killed loses only what came after the last one.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Generator, nn, optim, parameter, RandomState, tensor } from "../../src/index.ts";
import { loadSafetensors } from "../../src/io/index.ts";
import { loadCheckpoint, saveCheckpoint } from "../../src/training/index.ts";
import { needle, objects, writeMnist } from "../cli/run.ts";

const root = mkdtempSync(join(tmpdir(), "needle-checkpoint-"));
afterAll(() => rmSync(root, { recursive: true }));
let counter = 0;
const folder = (): string => join(root, `c${counter++}`);

describe("save and load", () => {
  const state = { a: [1, Number.NaN, Number.POSITIVE_INFINITY, -0], b: { c: null, d: "e", f: true } };
  const box = (value: unknown) => ({ value, stateDict: () => value, loadStateDict(s: never) { this.value = s; } }); // biome-ignore format: one line

  test("every kind of part", async () => {
    const place = folder();
    const model = new nn.Sequential(new nn.Linear(3, 2), new nn.BatchNorm1d(2));
    const parts = { model, optimizer: new optim.Adam(model.parameters()), a: new Generator(3), b: new RandomState(4), box: box(state) }; // biome-ignore format: one line
    model(tensor([[1, 2, 3], [0, 1, 5]])).sum().backward(); // biome-ignore format: one line
    parts.optimizer.step();
    const draw = () => [parts.a.rand([2]).data(), parts.b.rand()];
    await saveCheckpoint(place, parts);
    const wanted = await Promise.all(draw());
    const weights = await Promise.all(Object.values(model.stateDict()).map((t) => t.data()));
    for (const p of model.parameters()) p.assign(p.mul(0));
    parts.optimizer.steps = 9;
    parts.box.value = 0;
    expect(await loadCheckpoint(place, parts)).toBe(true);
    expect(await Promise.all(draw())).toEqual(wanted);
    expect(await Promise.all(Object.values(model.stateDict()).map((t) => t.data()))).toEqual(weights);
    expect([parts.optimizer.steps, parts.box.value]).toEqual([1, state]);
  });
  test("a newer one replaces the older, and nothing else lies about", async () => {
    const place = folder();
    const w = { w: box({ w: parameter(tensor([1])) }) };
    for (let i = 0; i < 3; i++) await saveCheckpoint(place, w);
    writeFileSync(join(place, ".needle-999999999-0.tmp"), "half"); // of a process that is no more
    await saveCheckpoint(place, w);
    expect(readdirSync(place).sort()).toEqual(["checkpoint.json", "tensors-4.safetensors"]);
  });
  test("none there", async () => {
    expect(await loadCheckpoint(folder(), { box: box(1) })).toBe(false);
  });

  const model = () => ({ model: new nn.Sequential(new nn.Linear(3, 2)) });
  test.each<[string, (place: string) => unknown, string | RegExp]>([
    ["other parts", (place) => loadCheckpoint(place, { box: box(1) }), "has the parts model; what shall go on has box"],
    [
      "another network",
      (place) => loadCheckpoint(place, { model: new nn.Sequential(new nn.Linear(3, 4)) }),
      "another shape: 0.weight",
    ],
    [
      "no JSON",
      (place) => {
        writeFileSync(join(place, "checkpoint.json"), "{");
        return loadCheckpoint(place, model());
      },
      "checkpoint.json: ",
    ],
    [
      "another format",
      (place) => {
        writeFileSync(join(place, "checkpoint.json"), "{}");
        return loadCheckpoint(place, model());
      },
      "no checkpoint of a format that is known",
    ],
    [
      "a path in the file's name",
      (place) => {
        const file = join(place, "checkpoint.json");
        writeFileSync(file, readFileSync(file, "utf8").replace("tensors-1", "../tensors-1"));
        return loadCheckpoint(place, model());
      },
      "no checkpoint of a format that is known",
    ],
    [
      "tensors cut short",
      (place) => {
        const file = join(place, "tensors-1.safetensors");
        writeFileSync(file, readFileSync(file).subarray(0, 30));
        return loadCheckpoint(place, model());
      },
      "tensors-1.safetensors",
    ],
    [
      "tensors gone",
      (place) => {
        rmSync(join(place, "tensors-1.safetensors"));
        return loadCheckpoint(place, model());
      },
      "tensors-1.safetensors",
    ],
    ["a state with a function", (place) => saveCheckpoint(place, { box: box({ f: () => 1 }) }), "box/f is a function"],
  ])("%s", async (_, go, message) => {
    // biome-ignore format: a table
    const place = folder();
    await saveCheckpoint(place, model());
    await expect(async () => go(place)).rejects.toThrow(message);
  });
  test("what does not fit changes nothing", async () => {
    const place = folder();
    const saved = { random: new Generator(7), model: new nn.Sequential(new nn.Linear(3, 4)) };
    await saveCheckpoint(place, saved);
    const other = { random: new Generator(8), model: new nn.Sequential(new nn.Linear(3, 2)) };
    await expect(loadCheckpoint(place, other)).rejects.toThrow("another shape");
    expect(other.random.state.seed).toBe(8);
  });
  test("a disk without room leaves the old one", { skip: process.platform !== "linux" }, async () => {
    const place = folder();
    await saveCheckpoint(place, { box: box(1) });
    const script = `
      import { parameter, zeros } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
      import { saveCheckpoint } from ${JSON.stringify(new URL("../../dist/training/index.js", import.meta.url).href)};
      process.on("SIGXFSZ", () => {});
      const w = parameter(zeros([100000]));
      await saveCheckpoint(${JSON.stringify(place)}, { box: { stateDict: () => ({ w }), loadStateDict() {} } }).catch((e) => console.log(e.message));`;
    const file = join(root, "full.mjs");
    writeFileSync(file, script);
    const child = spawn("sh", ["-c", `ulimit -f 100; exec '${process.execPath}' '${file}'`]);
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    await new Promise((resolve) => child.on("close", resolve));
    expect(said).toContain(`cannot write ${place}`);
    expect(readdirSync(place).sort()).toEqual(["checkpoint.json", "tensors-1.safetensors"]);
    expect(await loadCheckpoint(place, { box: box(2) })).toBe(true);
  });
});

describe("a training that is stopped", () => {
  const data = join(root, "digits");
  writeMnist(data);
  // biome-ignore format: a command line
  const train = (out: string, ...more: string[]) => [
    "train", "mnist", "--data", data, "--model", "mlp-resnet", "--hidden", "12", "--blocks", "1", "--batch", "20", "--epochs", "6",
    "--optimizer", "adam", "--lr", "0.01", "--drop", "0.3", "--json", "--out", out, ...more,
  ];
  const weights = (file: string) => [...loadSafetensors(file).arrays];
  const whole = join(root, "whole.safetensors");

  test("by kill -9, again and again: the end is the same, bit for bit", { timeout: 120_000 }, async () => {
    const uninterrupted = await needle(train(whole));
    const [out, place] = [join(root, "killed.safetensors"), folder()];
    const args = train(out, "--checkpoint", place, "--checkpoint-every", "3", "--resume");
    let [kills, end] = [0, await killed(args, place)];
    for (; end === null; kills++) end = await killed(args, kills < 4 ? place : null);
    expect(kills).toBeGreaterThan(0);
    expect(weights(out)).toEqual(weights(whole));
    expect(objects(uninterrupted.stdout).at(-2)).toEqual(objects(end).at(-2)); // the last row of the table
    expect(readdirSync(place).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
  test("by Ctrl-C: it says how to go on", { timeout: 60_000 }, async () => {
    const [out, place] = [join(root, "stopped.safetensors"), folder()];
    const args = train(out, "--checkpoint", place);
    const { code, stderr } = await needle(args, { onOutput: (stop) => stop() });
    expect([code, stderr]).toEqual([130, `needle: stopped; its checkpoint is in ${place}; add --resume to go on\n`]);
    expect(existsSync(out)).toBe(false);
    const rest = await needle([...args, "--resume"]);
    expect(objects(rest.stdout)[0]!["epoch"]).toBeGreaterThan(0);
    expect(weights(out)).toEqual(weights(whole));
  });
  test("a place is needed", async () => {
    expect((await needle(train("x", "--resume"))).stderr).toContain("need a place: --checkpoint <folder>");
  });
});

/** Runs the command and kills it soon after it has written a new checkpoint; its output if it ended before, else null. */
function killed(args: readonly string[], place: string | null): Promise<string | null> {
  const main = join(import.meta.dirname, "../../dist/cli/main.js");
  const child = spawn(process.execPath, [main, ...args]);
  const file = join(place ?? "", "checkpoint.json");
  const written = () => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const before = written();
  const timer = setInterval(() => {
    if (place === null || written() === before) return;
    clearInterval(timer);
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 40);
  }, 2);
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  return new Promise((resolve) =>
    child.on("close", (code) => {
      clearInterval(timer);
      resolve(code === 0 ? output : null);
    }),
  );
}
