// The native device in processes of their own: numbers of threads, and ends in the middle of a run. They use dist/, which
// `npm test` builds first.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deviceNames } from "../../src/index.ts";

const library = JSON.stringify(join(import.meta.dirname, "../../dist/index.js"));
const begin = `
  const { Generator, compile, parameter, setDefaultDevice, softmaxLoss, tensor } = await import(${library});
  setDefaultDevice("cpu");
  const long = () => {
    let x = tensor(new Float32Array(1 << 20).fill(0.5));
    for (let i = 0; i < 100; i++) x = x.sin().add(1);
    return x;
  };`;

/** Runs a program; it must end by itself. */
function run(program: string, env: Record<string, string> = {}) {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "--input-type=module", "-e", begin + program],
    { encoding: "utf8", env: { ...process.env, ...env }, timeout: 60_000, killSignal: "SIGKILL" },
  );
  expect(signal, stderr).toBeNull();
  return { status, stdout: stdout.trim(), stderr };
}

/** Some training steps of a small network, and reductions of all kinds; prints what comes out, exactly. */
const training = `
  const data = (n, k) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * k));
  const x = tensor(data(100 * 300, 0.7), { shape: [100, 300] });
  const y = tensor(Int32Array.from({ length: 100 }, (_, i) => i % 10));
  const w = [tensor(data(300 * 50, 0.3), { shape: [300, 50] }), tensor(data(50 * 10, 0.9), { shape: [50, 10] })].map((t) => parameter(t.mul(0.1)));
  const out = [];
  for (let i = 0; i < 5; i++) {
    const loss = softmaxLoss(x.matmul(w[0]).relu().matmul(w[1]), y);
    for (const p of w) p.zeroGrad();
    loss.backward();
    for (const p of w) p.assign(p.sub(p.grad.mul(0.1)));
    out.push(loss.itemSync());
  }
  const z = tensor(data(300_000, 0.01), { shape: [3, 100, 1000] });
  for (const t of [z.sum(), z.exp().sum(1).sum(), z.sum(2).max(), z.softmax(2).max(), z.cumsum(2).mean()]) out.push(t.itemSync());
  console.log(JSON.stringify(out));`;

describe.skipIf(!deviceNames().includes("cpu"))("cpu", { timeout: 60_000 }, () => {
  test("results do not depend on the number of threads beyond rounding, and repeat bit for bit", () => {
    const outputs = ["1", "2", "3"].map((threads) => run(training, { NEEDLE_THREADS: threads }).stdout);
    const [one, ...others] = outputs.map((text) => JSON.parse(text) as number[]);
    expect(one!.length).toBe(10);
    for (const other of others)
      other.forEach((x, i) => void expect(Math.abs(x - one![i]!)).toBeLessThanOrEqual(1e-5 * Math.abs(one![i]!)));
    expect(run(training, { NEEDLE_THREADS: "2" }).stdout).toBe(outputs[1]);
  });

  test.each(["0", "-1", "two", "1e9", "99999999999999999999"])("NEEDLE_THREADS=%s is refused", (threads) => {
    const { status, stderr } = run("", { NEEDLE_THREADS: threads });
    expect(status).toBe(1);
    expect(stderr).toContain(`cpu: NEEDLE_THREADS is '${threads}'; it must be a number from 1 to 256`);
  });
  test("many threads are slow, and right", () => {
    expect(run(training, { NEEDLE_THREADS: "64" }).status).toBe(0);
  });

  const ends: [what: string, program: string, status: number][] = [
    ["process.exit", "void long().data(); process.exit(3)", 3],
    ["process.exit from a timer", "setTimeout(() => process.exit(4), 5); await long().data();", 4],
    ["an error that nobody catches", "setTimeout(() => { throw new Error('uncaught') }, 5); await long().data();", 1],
    ["a read that is not awaited", "long().data().then((d) => process.exit(d.length === 1 << 20 ? 5 : 6))", 5],
  ];
  test.each(ends)("%s during a run ends the process", (_, program, status) => {
    expect(run(program).status).toBe(status);
  });

  test("workers load the addon each for itself, and may be stopped in the middle of a run", () => {
    const { status, stdout, stderr } = run(`
      import { Worker } from "node:worker_threads";
      const code = ${JSON.stringify(`const run = async () => {${begin}
        const { parentPort } = await import("node:worker_threads");
        parentPort.postMessage((await long().data())[0]);
        for (;;) parentPort.postMessage((await long().data())[0]);
      }; run();`)};
      const workers = [1, 2, 3].map(() => new Worker(code, { eval: true }));
      const first = await Promise.all(workers.map((w) => new Promise((resolve) => w.once("message", resolve))));
      console.log(new Set(first).size, (await long().data())[0] === first[0]);
      await Promise.all(workers.map((w) => w.terminate()));
      console.log(tensor([1, 2]).sum().itemSync());`);
    expect(stderr).toBe("");
    expect(stdout).toBe("1 true\n3");
    expect(status).toBe(0);
  });

  // the long form: node bench/memory.mjs --steps 100000
  test("steps of training take no more and more memory, whether they are awaited or not", () => {
    const { stdout } = run(`
      const x = tensor(new Float32Array(100 * 784)), y = tensor(new Int32Array(100));
      const w = parameter(tensor(new Float32Array(784 * 10), { shape: [784, 10] }));
      const step = () => {
        const loss = softmaxLoss(x.reshape([100, 784]).matmul(w), y);
        w.zeroGrad();
        loss.backward();
        w.assign(w.sub(w.grad.mul(0.1)));
        return loss;
      };
      const grown = [];
      for (const isAwaited of [false, true]) {
        let before = 0;
        for (let i = 0; i < 1200; i++) {
          const loss = step();
          if (isAwaited) await loss.item(); else loss.itemSync();
          if (i === 400) { gc(); before = process.memoryUsage().rss; }
        }
        gc();
        grown.push(process.memoryUsage().rss - before);
      }
      console.log(Math.max(...grown));`);
    expect(Number(stdout)).toBeLessThan(32 << 20);
  });
});
