// The native device: plans are encoded once as numbers and run by the addon, one call for each run.
import { encodePlan, writes } from "../../codegen/program/encode.ts";
import type { Plan } from "../../compiler/plan.ts";
import { dtypes } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";
import type { Device, Failure, Status } from "../device.ts";
import { type Addon, addon } from "./addon.ts";
import { allocate, HostMemory } from "./memory.ts";

interface Executable {
  /** The addon's. */
  readonly program: unknown;
  /** For each step of the plan: is it part of the program? */
  readonly steps: readonly boolean[];
  /** It takes so long that a promise had better be fulfilled from another thread. */
  readonly isLong: boolean;
}

/** A run beside JavaScript, and what must stay alive meanwhile. */
interface Running {
  readonly used: readonly unknown[];
  readonly resolve: (failure: Failure | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Less than a run that is worth a thread of its own takes, in milliseconds; changing threads takes a twentieth of one. */
const long = 5;
/** About what a plan takes, in milliseconds: products make 200 GFLOP/s, other loops 5, and memory gives 50 GB/s. */
const timeOf = ({ steps, bytes }: Plan): number =>
  steps.reduce((sum, { kernel }) => sum + kernel.flops / (kernel.contraction === null ? 5e6 : 200e6), bytes / 50e6);

const mostThreads = 256;
/** How many threads work together: what the addon reads from the environment. */
function checkThreads(wanted: string): void {
  if (wanted !== "" && !(/^\d+$/.test(wanted) && +wanted >= 1 && +wanted <= mostThreads))
    throw new DeviceError(`cpu: NEEDLE_THREADS is '${wanted}'; it must be a number from 1 to ${mostThreads}`);
}

/** The addon reads the arrays of one device at a time: that of the last run. */
let bound: CpuDevice | null = null;

/** The native CPU device: vectorised loops on a pool of threads. Synchronous. */
export class CpuDevice implements Device<HostMemory, Executable> {
  readonly name = "cpu";
  readonly limits = { dtypes, operations: 64, loads: 16 };
  readonly #addon: Addon;
  #addresses = new Float64Array(64);
  #numbers = new Float64Array(64);
  readonly #failure = new Float64Array(2);
  #running: Running | null = null;
  #ended: Promise<unknown> | null = null;
  #last: Failure | null = null;

  constructor() {
    const native = addon();
    if (typeof native === "string") throw new DeviceError(`cpu: ${native}`);
    checkThreads(process.env["NEEDLE_THREADS"] ?? "");
    this.#addon = native;
  }
  open(): void {}
  #bind(memories: number, numbers: number): void {
    this.#addresses = new Float64Array(Math.max(memories, this.#addresses.length));
    this.#numbers = new Float64Array(Math.max(numbers, this.#numbers.length));
    if (bound !== this) bound?.finish();
    bound = this;
    this.#addon.bind(this.#addresses, this.#numbers, this.#failure);
  }

  alloc(bytes: number): HostMemory {
    return allocate(this.#addon, bytes);
  }
  free(memory: HostMemory): void {
    this.finish();
    this.#addon.free(memory.buffer);
  }
  write(to: HostMemory, at: number, data: Uint8Array): void {
    this.finish();
    new Uint8Array(to.buffer, to.offset + at, data.length).set(data);
  }
  readSync(from: HostMemory, at: number, bytes: number): Uint8Array {
    this.finish();
    return new Uint8Array(from.buffer.slice(from.offset + at, from.offset + at + bytes));
  }
  async read(from: HostMemory, at: number, bytes: number): Promise<Uint8Array> {
    while (this.#ended !== null) await this.#ended;
    return this.readSync(from, at, bytes);
  }
  adopt(data: Uint8Array): HostMemory {
    const isWhole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
    const buffer = isWhole ? (data.buffer as ArrayBuffer) : data.slice().buffer;
    return new HostMemory(buffer.byteLength, buffer, 0, this.#addon.addressOf(buffer));
  }

  prepare(plan: Plan): Executable {
    const program = this.#addon.prepare(encodePlan(plan));
    return { program, steps: plan.steps.map(writes), isLong: timeOf(plan) > long };
  }
  execute(
    { program, isLong }: Executable,
    memories: readonly HostMemory[],
    numbers: readonly number[],
    awaited = false,
  ): Status {
    this.#enter(memories, numbers);
    return awaited && isLong ? this.#start(program, memories) : this.#statusOf(this.#addon.execute(program));
  }
  profile({ program, steps }: Executable, memories: readonly HostMemory[], numbers: readonly number[]) {
    this.#enter(memories, numbers);
    const times = new Float64Array(steps.length);
    const status = this.#statusOf(this.#addon.execute(program, times));
    let next = 0;
    return { status, nanoseconds: Float64Array.from(steps, (isRun) => (isRun ? times[next++]! : 0)) };
  }
  /** Binds what a run reads, once the one before has ended. */
  #enter(memories: readonly HostMemory[], numbers: readonly number[]): void {
    this.finish();
    if (bound !== this || memories.length > this.#addresses.length || numbers.length > this.#numbers.length)
      this.#bind(2 * memories.length, 2 * numbers.length);
    for (let i = 0; i < memories.length; i++) this.#addresses[i] = memories[i]!.address;
    for (let i = 0; i < numbers.length; i++) this.#numbers[i] = numbers[i]!;
  }
  #statusOf(failed: true | undefined): Failure | null {
    return failed === undefined ? null : { check: this.#failure[0]!, value: this.#failure[1]! };
  }

  #start(program: unknown, memories: readonly HostMemory[]): Promise<Failure | null> {
    const ended = new Promise<Failure | null>((resolve, reject) => {
      const running: Running = { used: [program, memories], resolve, reject };
      this.#addon.start(program, () => {
        if (this.#running === running) this.finish();
      });
      this.#running = running;
    });
    this.#ended = ended;
    return ended;
  }
  finish(): Failure | null {
    const running = this.#running;
    if (running === null) return this.#last;
    this.#running = this.#ended = this.#last = null;
    try {
      running.resolve((this.#last = this.#statusOf(this.#addon.finish())));
    } catch (error) {
      running.reject(error);
    }
    return this.#last;
  }
}
