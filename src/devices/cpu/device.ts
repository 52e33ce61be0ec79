// The native device: plans are encoded once as numbers and run by the addon, one call for each run.
import { encodePlan } from "../../codegen/program/encode.ts";
import type { Plan } from "../../compiler/plan.ts";
import { dtypes } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";
import type { Device, Memory, Status } from "../device.ts";
import { type Addon, addon } from "./addon.ts";

/** Part of an ArrayBuffer, which the garbage collector frees even while a synchronous loop runs. */
class HostMemory implements Memory {
  readonly bytes: number;
  readonly buffer: ArrayBuffer;
  readonly offset: number;
  readonly address: number;
  constructor(bytes: number, buffer: ArrayBuffer, offset: number, address: number) {
    this.bytes = bytes;
    this.buffer = buffer;
    this.offset = offset;
    this.address = address;
  }
}

/** What one ArrayBuffer can hold. */
const mostBytes = 2 ** 32 - 128;
/** Memory of a cache line or more begins where one begins. */
const line = 64;

/** The native CPU device: vectorised loops on a pool of threads. Synchronous. */
export class CpuDevice implements Device<HostMemory, unknown> {
  readonly name = "cpu";
  readonly limits = { dtypes, operations: 64, loads: 16 };
  readonly #addon: Addon;
  /** The device whose arrays the addon reads. */
  static #bound: CpuDevice | null = null;
  #addresses = new Float64Array(64);
  #numbers = new Float64Array(64);
  readonly #failure = new Float64Array(2);

  constructor() {
    const native = addon();
    if (typeof native === "string") throw new DeviceError(`cpu: ${native}`);
    this.#addon = native;
  }
  open(): void {}
  #bind(memories: number, numbers: number): void {
    CpuDevice.#bound = this;
    this.#addresses = new Float64Array(Math.max(memories, this.#addresses.length));
    this.#numbers = new Float64Array(Math.max(numbers, this.#numbers.length));
    this.#addon.bind(this.#addresses, this.#numbers, this.#failure);
  }

  alloc(bytes: number): HostMemory {
    if (bytes > mostBytes)
      throw new DeviceError(`cpu: ${bytes} bytes in one tensor are too many; at most ${mostBytes} are possible`);
    const padding = bytes < line ? 0 : line - 1;
    let buffer: ArrayBuffer;
    try {
      buffer = new ArrayBuffer(bytes + padding);
    } catch {
      throw new DeviceError(`cpu: out of memory: ${bytes} bytes could not be allocated`);
    }
    const address = this.#addon.addressOf(buffer);
    const offset = padding === 0 ? 0 : (line - (address % line)) % line;
    return new HostMemory(bytes, buffer, offset, address + offset);
  }
  free(_memory: HostMemory): void {}
  write(to: HostMemory, at: number, data: Uint8Array): void {
    new Uint8Array(to.buffer, to.offset + at, data.length).set(data);
  }
  readSync(from: HostMemory, at: number, bytes: number): Uint8Array {
    return new Uint8Array(from.buffer.slice(from.offset + at, from.offset + at + bytes));
  }
  async read(from: HostMemory, at: number, bytes: number): Promise<Uint8Array> {
    return this.readSync(from, at, bytes);
  }
  adopt(data: Uint8Array): HostMemory {
    const isWhole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer;
    const buffer = isWhole ? (data.buffer as ArrayBuffer) : data.slice().buffer;
    return new HostMemory(buffer.byteLength, buffer, 0, this.#addon.addressOf(buffer));
  }

  prepare(plan: Plan): unknown {
    return this.#addon.prepare(encodePlan(plan));
  }
  execute(executable: unknown, memories: readonly HostMemory[], numbers: readonly number[]): Status {
    const isTooMuch = memories.length > this.#addresses.length || numbers.length > this.#numbers.length;
    if (isTooMuch || CpuDevice.#bound !== this) this.#bind(2 * memories.length, 2 * numbers.length);
    for (let i = 0; i < memories.length; i++) this.#addresses[i] = memories[i]!.address;
    for (let i = 0; i < numbers.length; i++) this.#numbers[i] = numbers[i]!;
    if (this.#addon.execute(executable) === undefined) return null;
    return { check: this.#failure[0]!, value: this.#failure[1]! };
  }
}
