// Memory of the native device: aligned parts of ArrayBuffers, which the garbage collector frees even while a synchronous
// loop runs. What is freed is used again (native/memory), and goes back to the system when nobody has asked for a while.
import { DeviceError } from "../../errors.ts";
import type { Memory } from "../device.ts";
import type { Addon } from "./addon.ts";

export class HostMemory implements Memory {
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

/** Memory with anything in it. */
export function allocate(addon: Addon, bytes: number): HostMemory {
  if (!(bytes <= mostBytes))
    throw new DeviceError(`cpu: ${bytes} bytes in one tensor are too many; at most ${mostBytes} are possible`);
  const padding = bytes < line ? 0 : line - 1;
  let buffer: ArrayBuffer;
  try {
    buffer = bytes < small ? new ArrayBuffer(bytes + padding) : Buffer.allocUnsafeSlow(bytes + padding).buffer;
  } catch {
    throw new DeviceError(`cpu: out of memory: ${bytes} bytes could not be allocated`);
  }
  if (bytes >= large) watch(addon);
  const address = addon.addressOf(buffer);
  const offset = padding === 0 ? 0 : (line - (address % line)) % line;
  return new HostMemory(bytes, buffer, offset, address + offset);
}
/** Below, filling with zeros is cheaper than asking not to. */
const small = 4096;
/** From here on, memory that nobody uses is worth giving back. */
const large = 1 << 20;

const patience = 10_000; // milliseconds
let timer: NodeJS.Timeout | null = null;
let isAsked = false;

/** Gives free memory back once nothing large has been asked for during a while. */
function watch(addon: Addon): void {
  isAsked = true;
  timer ??= setInterval(() => {
    if (!isAsked) {
      clearInterval(timer!);
      timer = null;
      addon.trim();
    }
    isAsked = false;
  }, patience).unref();
}
