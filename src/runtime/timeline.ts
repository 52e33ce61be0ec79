// What has been asked for on one device and has not run yet, and the running of it. A tensor's value is fixed when it is
// created; here is decided when it is computed.
import { type Entry, PlanCache } from "../compiler/cache.ts";
import { encode, neededAgain, notes, stale } from "../compiler/encode.ts";
import type { Plan } from "../compiler/plan.ts";
import type { Device, Failure, Memory, Status } from "../devices/device.ts";
import { bytesOf } from "../dtype.ts";
import { ArgumentError, NeedleError, StaleTensorError } from "../errors.ts";
import { isWalking } from "../graph/gradient.ts";
import { become, Flag, isDifferentiable, isRealized, type Node, reused, Storage, spend } from "../graph/node.ts";
import { leafOp } from "../graph/ops/source.ts";
import type { Place } from "../graph/type.ts";
import { debug, observe, siteOf } from "./debug.ts";
import { failureOf, reaches, reportUnread } from "./failure.ts";
import { type Batch, Pending, want } from "./pending.ts";
import { profiling } from "./profiling.ts";
import { notWhileTracing, tracing } from "./tracing.ts";
import type { VariableState } from "./variable.ts";

/** Pending tensors and bytes of host data after which a run happens by itself, so that loops without reads stay bounded. */
const limits = { tensors: 200_000, bytes: 256 << 20 };

const returnIt = "return the tensor and read it outside";

let places = 0;

export class Timeline implements Place {
  readonly id = places++;
  readonly scalars = {};
  readonly name: string;
  readonly device: Device;
  /** Fulfilled when the device can be used; most can at once. */
  readonly ready: Promise<void>;
  readonly plans: PlanCache<unknown>;
  readonly pending = new Pending();
  #awake = false;
  #workspace: Memory | null = null;
  /** What asynchronous devices have not reported yet. */
  #reports: Promise<void> = Promise.resolve();
  /** Somebody awaits what is about to run. */
  #isAwaited = false;
  /** Takes back the run that goes on beside JavaScript, should it have failed. */
  #conclude: ((failure: Failure | null) => void) | null = null;
  readonly counts = { runs: 0, kernels: 0, flops: 0, bytes: 0 };

  constructor(device: Device) {
    this.device = device;
    this.name = device.name;
    this.ready = Promise.resolve(device.open());
    this.plans = new PlanCache<unknown>(device.limits, (plan: Plan) => device.prepare(plan));
    this.plans.onPlan = (entry) => observe(this, entry);
  }

  /** Notes a tensor that a user has made. */
  made(n: Node): void {
    this.pending.recent.push(n);
    if (this.pending.recent.length > limits.tensors) this.#runAll();
  }
  /** Notes data on the host that pending tensors may hold on to. */
  holds(bytes: number): void {
    this.pending.bytes += bytes;
    if (this.pending.bytes > limits.bytes) this.#runAll();
  }
  #runAll(): void {
    if (!isWalking()) this.#run([]);
  }

  /** Makes sure that pending updates run soon even if nobody reads anything. */
  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    queueMicrotask(() => {
      this.#awake = false;
      this.runPending();
    });
  }

  /** Runs what earlier calls left: updates, gradients, losses; not what still waits for its backward pass. */
  runPending(): void {
    if (!this.pending.isIdle && !isWalking()) this.#run(null);
  }

  /** Runs everything that has been asked for, and what is to be read besides. */
  settle(reads: readonly Node[] = []): void {
    if (reads.length > 0 || !this.pending.isSettled()) this.#run(reads);
  }

  /** Computes a node by itself, whatever else is pending. */
  compute(n: Node): void {
    const batch = this.#encode({ roots: [{ node: n, into: null }], writing: [], accumulating: [] }, false);
    if (batch.roots.length > 0) this.#execute(batch, false);
  }

  /** Makes sure that a node has a value. */
  realize(n: Node): void {
    if (isRealized(n)) return;
    if (isWalking())
      throw new ArgumentError(
        "item, data: values cannot be read inside a gradient hook; collect the tensor and read it after backward()",
      );
    this.#run([n]);
  }

  /** Bytes of a node, at once where the device can. */
  readSync(n: Node): Uint8Array {
    notWhileTracing("a value was read", returnIt);
    this.finish();
    this.realize(n);
    const storage = this.#readable(n);
    if (this.device.readSync === undefined)
      throw new ArgumentError(
        `itemSync, dataSync: '${this.name}' cannot read at once; use await item() or await data()`,
      );
    return this.device.readSync(this.memoryOf(storage), 0, n.type.size * bytesOf(n.type.dtype));
  }
  async read(n: Node): Promise<Uint8Array> {
    notWhileTracing("a value was read", returnIt);
    while (this.#conclude !== null) await this.#reports;
    this.#isAwaited = true;
    try {
      this.realize(n);
    } finally {
      this.#isAwaited = false;
    }
    const bytes = this.device.read(this.memoryOf(this.#readable(n)), 0, n.type.size * bytesOf(n.type.dtype));
    await this.#reports;
    this.#readable(n);
    return bytes;
  }
  /** Waits for the run that goes on beside JavaScript: one begins only when it is known how the one before has ended. */
  finish(): void {
    if (this.#conclude !== null) this.#conclude(this.device.finish!());
  }
  #readable(n: Node): Storage {
    const storage = n.data as Storage;
    if (storage.failure !== null) throw storage.failure;
    if (storage.mutable && storage.version !== n.arg) throw stale(n, storage);
    return storage;
  }

  /** The values of nodes, each computed by itself, without any effect on the graph. */
  evaluate(nodes: readonly Node[]): Uint8Array[] {
    const pending = nodes.filter((n) => !isRealized(n));
    const computed = new Map<Node, Memory>();
    if (pending.length > 0) {
      const roots = pending.map((node) => ({ node, into: null }));
      encode(roots, 1);
      const { entry, uniforms } = this.plans.find(roots, true);
      const memories = [this.workspaceOf(entry.plan.workspace), ...notes.storages.map((s) => this.memoryOf(s))];
      pending.forEach((n, i) => {
        const at = entry.plan.results[i]!;
        computed.set(n, (memories[at] ??= this.device.alloc(n.type.size * bytesOf(n.type.dtype))));
      });
      this.device.execute(entry.prepared, memories, uniforms);
    }
    const read = this.device.readSync?.bind(this.device);
    if (read === undefined)
      throw new ArgumentError(`'${this.name}' cannot read at once; move the tensors to 'js' to look at them`);
    return nodes.map((n) =>
      read(computed.get(n) ?? this.memoryOf(n.data as Storage), 0, n.type.size * bytesOf(n.type.dtype)),
    );
  }

  /** Runs what is pending and what is to be read. Null: nobody reads, and what waits for its backward pass is left alone. */
  #run(reads: readonly Node[] | null): void {
    const silent = reads === null || reads.length === 0;
    this.finish();
    let batch = this.pending.take(reads);
    if (batch.roots.length === 0) return;
    try {
      batch = this.#encode(batch, silent);
      debug.beforeRun?.(this, batch.roots);
      if (debug.beforeRun !== null) encode(batch.roots, +debug.split);
      if (batch.roots.length > 0) this.#execute(batch, silent);
    } catch (error) {
      this.#fail(batch, error as Error, silent); // out of memory, say: nothing was published
      if (!silent || !(error instanceof NeedleError)) throw error; // a mistake of ours is never kept quiet
    }
  }

  /** Writes down the graph of a run, without what can't be read and with what is worth keeping. */
  #encode(batch: Batch, silent: boolean): Batch {
    try {
      encode(batch.roots, +debug.split);
    } catch (error) {
      const readable = this.#failWhere(batch, isUnreadable, error as Error, silent);
      if (readable.roots.length === batch.roots.length) throw error; // a mistake of ours, not an unreadable leaf
      if (readable.roots.length === 0) return readable;
      batch = readable;
      encode(batch.roots, +debug.split);
    }
    const worthKeeping = reused.length > 0 ? neededAgain() : [];
    if (!this.pending.isEmpty) worthKeeping.push(...this.pending.shared(notes.epoch));
    for (const n of worthKeeping) want(batch.roots, n);
    if (worthKeeping.length > 0) encode(batch.roots, +debug.split);
    return batch;
  }

  /** Runs the plan of the graph that has just been encoded. */
  #execute(batch: Batch, silent: boolean): void {
    const { roots } = batch;
    const { entry, uniforms } = this.plans.find(roots, debug.split);
    const { plan } = entry;
    const storages = notes.storages;
    const results: Storage[] = [];
    const memories: Memory[] = [this.workspaceOf(plan.workspace)];
    for (let i = 0; i < storages.length; i++) memories.push(this.memoryOf(storages[i]!));
    for (let i = 0; i < roots.length; i++) {
      const { node, into } = roots[i]!;
      const at = plan.results[i]!;
      if (at <= storages.length) results.push(storages[at - 1]!);
      else if (into !== null) {
        memories[at] = this.memoryOf(into);
        results.push(into);
      } else {
        const first = plan.results.indexOf(at);
        results.push(first < i ? results[first]! : new Storage(node.type));
        memories[at] = this.memoryOf(results[i]!);
      }
    }
    const { nodes } = notes;
    const failed = ({ check, value }: Failure): Error =>
      failureOf(plan.checks[check]!, value, siteOf(nodes[plan.checks[check]!.node]));
    const status = this.launch(entry, memories, uniforms);
    if (status === null || status instanceof Promise) {
      tracing.by?.ran({ timeline: this, entry, batch, nodes, storages, results });
      if (status !== null)
        this.expect(
          status,
          failed,
          batch.accumulating,
          results.filter((s) => !storages.includes(s)),
        );
      this.#commit(batch, results);
    } else {
      // no variable changes; results that are made neither of the bad indices nor of a new version go on
      const lost = new Set([
        nodes[plan.checks[status.check]!.ids],
        ...batch.writing.map((v) => v.node.src[0]),
        ...batch.accumulating.map((v) => v.gradient),
      ]);
      const good = this.#failWhere(batch, (n) => lost.has(n), failed(status), silent);
      if (good.roots.length === 0) return;
      encode(good.roots, +debug.split);
      this.#execute(good, silent);
    }
  }

  /** Runs a plan that the device has prepared. */
  launch({ plan, prepared }: Entry<unknown>, memories: readonly Memory[], numbers: readonly number[]): Status {
    this.finish();
    const { counts } = this;
    counts.runs++;
    counts.kernels += plan.steps.length;
    counts.flops += plan.flops;
    counts.bytes += plan.bytes;
    if (profiling.by !== null) return profiling.by.launch(this.device, plan, prepared, memories, numbers);
    return this.device.execute(prepared, memories, numbers, this.#isAwaited);
  }

  /** Of a device that learns later whether a run has failed: it is committed meanwhile, and taken back if it has. */
  expect(
    status: Promise<Failure | null>,
    failed: (f: Failure) => Error,
    accumulating: readonly VariableState[],
    fresh: readonly Storage[],
  ): void {
    const undo = accumulating.map((v) => v.undoGradient());
    const isAwaited = this.#isAwaited;
    let isConcluded = false;
    const conclude = (failure: Failure | null): void => {
      if (isConcluded) return;
      isConcluded = true;
      if (this.#conclude === conclude) this.#conclude = null;
      if (failure === null) return;
      const error = failed(failure);
      for (const s of fresh) if (!s.mutable) s.failure = error;
      for (const v of undo) v();
      if (!isAwaited) reportUnread(error);
    };
    if (this.device.finish !== undefined) this.#conclude = conclude;
    this.#reports = Promise.all([this.#reports, status]).then(([, failure]) => conclude(failure));
  }

  #commit({ roots, writing, accumulating }: Batch, results: readonly Storage[]): void {
    for (let i = 0; i < roots.length; i++) if (roots[i]!.into !== null) results[i]!.version++;
    for (let i = 0; i < roots.length; i++) {
      const { node, into } = roots[i]!;
      if (into !== null) {
        if (!isRealized(node)) becomeResult(node, results[i]!);
      } else if (isDifferentiable(node)) {
        node.data = results[i]!;
        node.flags |= Flag.realized;
      } else becomeResult(node, results[i]!);
    }
    for (let i = 0; i < writing.length; i++) writing[i]!.commit(results[i]!);
    for (let i = 0; i < accumulating.length; i++) accumulating[i]!.committedGradient = accumulating[i]!.gradient;
  }

  /**
   * After a run that published nothing: the results can't be read. Variables keep their versions, unless the new one is
   * missing because of a stale tensor: the one before would be a wrong value.
   */
  #fail({ roots, writing, accumulating }: Batch, error: Error, silent: boolean): void {
    tracing.by?.failed();
    for (const v of writing) {
      if (error instanceof StaleTensorError) v.spoil(error);
      else v.rollBack();
    }
    for (const v of accumulating) v.gradient = v.committedGradient;
    for (const { node } of roots) {
      if (isRealized(node)) continue;
      const nothing = new Storage(node.type);
      nothing.failure = error;
      becomeResult(node, nothing);
    }
    if (silent) reportUnread(error);
  }

  /** Roots that are made of something bad fail; returns the others. */
  #failWhere(
    { roots, writing, accumulating }: Batch,
    isBad: (n: Node) => boolean,
    error: Error,
    silent: boolean,
  ): Batch {
    const bad = new Set(roots.map((r) => r.node).filter((n) => reaches(n, isBad)));
    const part = (wanted: boolean): Batch => ({
      roots: roots.filter((r) => bad.has(r.node) === wanted),
      writing: writing.filter((v) => bad.has(v.node.src[0]!) === wanted),
      accumulating: accumulating.filter((v) => bad.has(v.gradient!) === wanted),
    });
    const readable = part(false);
    this.#fail(part(true), error, silent);
    return readable;
  }

  /** Device memory of a storage; host data is brought there now. */
  memoryOf(storage: Storage): Memory {
    if (storage.memory !== null) return storage.memory as Memory;
    const { host, type } = storage;
    const { device } = this;
    if (host === null) return (storage.memory = device.alloc(type.size * bytesOf(type.dtype))) as Memory;
    const bytes = new Uint8Array(host.buffer, host.byteOffset, host.byteLength);
    storage.host = null;
    if (device.adopt !== undefined) return (storage.memory = device.adopt(bytes)) as Memory;
    const memory = device.alloc(bytes.length);
    device.write(memory, 0, bytes);
    return (storage.memory = memory) as Memory;
  }

  workspaceOf(bytes: number): Memory {
    const old = this.#workspace;
    if (old !== null && old.bytes >= bytes) return old;
    this.#workspace = null;
    if (old !== null) this.device.free(old);
    return (this.#workspace = this.device.alloc(bytes));
  }
}

/** A result that is a leaf from now on; gradients do not go through it any more. */
function becomeResult(n: Node, storage: Storage): void {
  become(n, leafOp, storage);
  spend(n);
}

/** A leaf of a failed run, or of a version that has been overwritten. */
const isUnreadable = (n: Node): boolean => {
  if (!isRealized(n)) return false;
  const storage = n.data as Storage;
  return storage.failure !== null || (storage.mutable && n.arg !== storage.version);
};
