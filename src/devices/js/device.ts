// The reference device: kernels as generated JavaScript, in double precision inside. The others are raced against it.

import { toJavaScript } from "../../codegen/javascript.ts";
import type { Plan } from "../../compiler/plan.ts";
import { arrayOf, bytesOf, type DType, dtypes, type TypedArray } from "../../dtype.ts";
import { DeviceError } from "../../errors.ts";
import type { Device, Memory, Status } from "../device.ts";
import { support } from "./support.ts";

/** An ArrayBuffer, and the views of it that kernels have asked for. */
class HostMemory implements Memory {
  readonly bytes: number;
  readonly buffer: ArrayBufferLike;
  #whole: TypedArray | null = null;
  #dtype: DType | null = null;
  constructor(buffer: ArrayBufferLike) {
    this.buffer = buffer;
    this.bytes = buffer.byteLength;
  }
  /** All of it as one dtype: nearly always the same one. */
  view(dtype: DType): TypedArray {
    if (this.#dtype === dtype) return this.#whole!;
    this.#dtype = dtype;
    return (this.#whole = new (arrayOf(dtype))(this.buffer, 0, Math.floor(this.bytes / bytesOf(dtype))));
  }
}

/** What one ArrayBuffer can safely hold in all engines. */
const mostBytes = 2 ** 32 - 8;

type Compiled = (b: TypedArray[], s: readonly number[], f: typeof support) => void;
interface Executable {
  readonly steps: readonly {
    readonly run: Compiled;
    readonly buffers: readonly number[];
    readonly checks: boolean;
    readonly views: TypedArray[];
    /** Its number in the plan. */
    readonly index: number;
  }[];
  readonly plan: Plan;
  /** Views of the workspace, made anew when it has moved. */
  readonly views: (TypedArray | null)[];
  workspace: ArrayBufferLike | null;
}

const compiled = new Map<string, Compiled>();
function compile(source: string): Compiled {
  let run = compiled.get(source);
  if (run === undefined) {
    if (compiled.size > 4096) compiled.clear();
    try {
      run = new Function("b", "s", "f", source) as Compiled;
    } catch (error) {
      if (error instanceof EvalError)
        throw new DeviceError("js: this page's content policy forbids generated code; use another device");
      throw error;
    }
    compiled.set(source, run);
  }
  return run;
}

/** The JavaScript device. Runs anywhere; synchronous. */
export class JsDevice implements Device<HostMemory, Executable> {
  readonly name: string = "js";
  readonly limits = { dtypes, operations: 64, loads: 16 };
  open(): void {}
  alloc(bytes: number): HostMemory {
    if (bytes > mostBytes)
      throw new DeviceError(`js: ${bytes} bytes in one tensor are too many; at most ${mostBytes} are possible`);
    try {
      return new HostMemory(new ArrayBuffer(bytes));
    } catch {
      throw new DeviceError(`js: out of memory: ${bytes} bytes could not be allocated`);
    }
  }
  free(_memory: HostMemory): void {}
  write(to: HostMemory, at: number, data: Uint8Array): void {
    new Uint8Array(to.buffer, at, data.length).set(data);
  }
  readSync(from: HostMemory, at: number, bytes: number): Uint8Array {
    return new Uint8Array(from.buffer.slice(at, at + bytes));
  }
  async read(from: HostMemory, at: number, bytes: number): Promise<Uint8Array> {
    return this.readSync(from, at, bytes);
  }
  adopt(data: Uint8Array): HostMemory {
    const whole = data.byteLength === data.buffer.byteLength;
    return new HostMemory(whole ? data.buffer : data.slice().buffer);
  }
  prepare(plan: Plan): Executable {
    const steps = plan.steps.flatMap(({ kernel, buffers }, index) => {
      const isEmpty = kernel.stores.every((s) => kernel.buffers[s.buffer]!.size === 0);
      const run = isEmpty ? null : compile(toJavaScript(kernel));
      return run === null ? [] : [{ run, buffers, checks: kernel.checks, views: [] as TypedArray[], index }];
    });
    return { steps, plan, views: plan.buffers.map(() => null), workspace: null };
  }
  execute(executable: Executable, memories: readonly HostMemory[], numbers: readonly number[]): Status {
    return this.#run(executable, memories, numbers, null);
  }
  profile(executable: Executable, memories: readonly HostMemory[], numbers: readonly number[]) {
    const nanoseconds = new Float64Array(executable.plan.steps.length);
    return { status: this.#run(executable, memories, numbers, nanoseconds), nanoseconds };
  }
  #run(
    executable: Executable,
    memories: readonly HostMemory[],
    numbers: readonly number[],
    nanoseconds: Float64Array | null,
  ): Status {
    const { steps, plan, views } = executable;
    const moved = executable.workspace !== memories[0]!.buffer;
    executable.workspace = memories[0]!.buffer;
    for (let i = 0; i < views.length; i++) {
      const { memory, offset, dtype, size } = plan.buffers[i]!;
      if (memory !== 0) views[i] = memories[memory]!.view(dtype);
      else if (moved) views[i] = new (arrayOf(dtype))(memories[0]!.buffer, offset, size);
    }
    support.failure = null;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      for (let j = 0; j < step.buffers.length; j++) step.views[j] = views[step.buffers[j]!]!;
      const start = nanoseconds === null ? 0 : performance.now();
      step.run(step.views, numbers, support);
      if (nanoseconds !== null) nanoseconds[step.index] = (performance.now() - start) * 1e6;
      if (step.checks && support.failure !== null) return support.failure; // what writes to variables comes later
    }
    return null;
  }
}
