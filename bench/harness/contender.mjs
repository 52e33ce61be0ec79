// A contender: a process that knows workloads and answers lines. Each program, in whatever language, speaks the same words:
//
//   prepare WORKLOAD key=value …   →  ready | absent WHY       numbers, and files with inputs
//   run WARM STEPS                 →  took SECONDS VALUE …     of STEPS steps, after WARM to warm up; values of the last one
//
// When it starts it says `name VERSION AND SETTING`, or `absent WHY`. Whoever waits for it uses no processor.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class Contender {
  /** @param how `{ command, args, env }` */
  static async start(how) {
    const contender = new Contender(how);
    const [word, ...rest] = await contender.#answer();
    if (word !== "name") throw new Error(rest.join(" "));
    contender.version = rest.join(" ");
    return contender;
  }

  constructor({ command, args = [], env = {} }) {
    this.process = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    this.words = "";
    this.process.stderr.on("data", (text) => (this.words = (this.words + text).slice(-4000)));
    this.process.stdin.on("error", () => {}); // it has ended: the next answer says so
    this.process.on("error", (error) => (this.words = error.message));
    this.process.on("exit", (code, signal) => (this.end = signal ?? `exit code ${code}`));
  }

  /** Why it can't do a workload, or null when it is ready. */
  async prepare(workload, parameters) {
    const pairs = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
    const [word, ...rest] = await this.#ask(`prepare ${workload} ${pairs.join(" ")}`);
    return word === "ready" ? null : rest.join(" ");
  }

  /** Seconds for so many steps, and the values of the last one. */
  async run(warm, steps) {
    const [word, seconds, ...values] = await this.#ask(`run ${warm} ${steps}`);
    if (word !== "took") throw new Error([seconds, ...values].join(" "));
    return { seconds: Number(seconds), values: values.map(Number) };
  }

  stop() {
    this.process.stdin.end();
    this.process.kill();
  }

  #ask(line) {
    this.process.stdin.write(`${line}\n`);
    return this.#answer();
  }
  async #answer() {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error(`its process ended (${this.end}) ${this.words.trim().split("\n").at(-1)}`);
      if (/^(name|ready|took|absent)\b/.test(value)) return value.split(" "); // libraries print to stdout as well
    }
  }
}
