// What has been asked for on one device and has not run yet, and the running of it. A tensor's value is fixed when it is
// created; here is decided when it is computed.
import { type Found, PlanCache } from "../compiler/cache.ts";
import { encode, notes, type Root, stale } from "../compiler/encode.ts";
import type { Plan } from "../compiler/plan.ts";
import type { Device, Failure, Memory } from "../devices/device.ts";
import { bytesOf, isFloat } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { isWalking, neededByGradient } from "../graph/gradient.ts";
import { become, Flag, isLive, isRealized, type Node, nextEpoch, Storage } from "../graph/node.ts";
import { detached, leafOp, versionOp } from "../graph/ops/source.ts";
import type { Place } from "../graph/type.ts";
import { debug, observe } from "./debug.ts";
import { failureOf, reaches, reportUnread } from "./failure.ts";
import type { VariableState } from "./variable.ts";

/** Pending tensors and bytes of host data after which a run happens by itself, so that loops without reads stay bounded. */
const limits = { tensors: 200_000, bytes: 256 << 20 };

let places = 0;

export class Timeline implements Place {
  readonly id = places++;
  readonly name: string;
  readonly device: Device;
  readonly plans: PlanCache<unknown>;
  /** Variables with a version that has not been computed. */
  readonly writes = new Set<VariableState>();
  /** Variables with a gradient that has not been computed. */
  readonly gradients = new Set<VariableState>();
  /** Roots of backward passes since the last run. */
  losses: Node[] = [];
  /** Tensors that somebody asked to keep. */
  kept: Node[] = [];
  /** Tensors made since the last run, oldest first. */
  recent: Node[] = [];
  #recentBytes = 0;
  #awake = false;
  #workspace: Memory;
  /** What asynchronous devices have not reported yet. */
  #reports: Promise<void> = Promise.resolve();
  readonly counts = { runs: 0, kernels: 0, flops: 0, bytes: 0 };

  constructor(device: Device) {
    this.device = device;
    this.name = device.name;
    void device.open();
    this.plans = new PlanCache<unknown>(device.limits, (plan: Plan) => device.prepare(plan));
    this.plans.onPlan = (entry) => observe(this, entry);
    this.#workspace = device.alloc(0);
  }

  /** Notes a tensor that a user has made. */
  made(n: Node, hostBytes = 0): void {
    this.recent.push(n);
    this.#recentBytes += hostBytes;
    if ((this.recent.length > limits.tensors || this.#recentBytes > limits.bytes) && !isWalking()) this.#run([], false);
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
    if (this.writes.size + this.gradients.size + this.losses.length > 0 && !isWalking()) this.#run([], true);
  }

  /** Makes sure that a node has a value. */
  realize(n: Node): void {
    if (isRealized(n)) return;
    if (isWalking())
      throw new ArgumentError(
        "item, data: values cannot be read inside a gradient hook; collect the tensor and read it after backward()",
      );
    this.#run([n], false);
  }

  /** Bytes of a node, at once where the device can. */
  readSync(n: Node): Uint8Array {
    this.realize(n);
    const storage = this.#readable(n);
    if (this.device.readSync === undefined)
      throw new ArgumentError(
        `itemSync, dataSync: '${this.name}' cannot read at once; use await item() or await data()`,
      );
    return this.device.readSync(this.#memoryOf(storage), 0, n.type.size * bytesOf(n.type.dtype));
  }
  async read(n: Node): Promise<Uint8Array> {
    this.realize(n);
    const bytes = this.device.read(this.#memoryOf(this.#readable(n)), 0, n.type.size * bytesOf(n.type.dtype));
    await this.#reports;
    this.#readable(n);
    return bytes;
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
      const memories = [this.#workspaceOf(entry.plan.workspace), ...notes.storages.map((s) => this.#memoryOf(s))];
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
      read(computed.get(n) ?? this.#memoryOf(n.data as Storage), 0, n.type.size * bytesOf(n.type.dtype)),
    );
  }

  #run(reads: readonly Node[], onlyPending: boolean): void {
    let roots = this.#roots(reads, onlyPending);
    if (roots.length === 0) return;
    try {
      encode(roots, +debug.split);
    } catch (error) {
      const readable = this.#giveUp(roots, error as Error, onlyPending);
      if (readable.length === roots.length) throw error; // a mistake of ours, not an unreadable leaf
      if (readable.length === 0) return;
      encode((roots = readable), +debug.split);
    }
    if (this.recent.length > 0) {
      const shared = frontier(this.recent, notes.epoch);
      if (shared.length > 0) {
        for (const n of shared) this.#want(roots, n);
        encode(roots, +debug.split);
      }
    }
    debug.beforeRun?.(this, roots);
    this.#execute(roots, this.plans.find(roots, debug.split), onlyPending);
  }

  /** What a run computes, and where to. Clears the lists. */
  #roots(reads: readonly Node[], onlyPending: boolean): Root[] {
    const roots: Root[] = [];
    const targets: Storage[] = [];
    const later: Node[] = [];
    const epoch = nextEpoch();
    const waits = (n: Node): boolean => onlyPending && waitsForBackward(n, epoch);
    for (const v of this.writes) {
      if (waits(v.node.src[0]!)) continue;
      if (isRealized(v.node.src[0]!)) v.node.src = [detached(v.node.src[0]!)];
      const into = v.target();
      if (!v.shared) targets.push(into);
      roots.push({ node: v.node.src[0]!, into });
      this.#writing.push(v);
      this.writes.delete(v);
    }
    const seen = nextEpoch();
    for (const v of this.gradients) {
      if (isRealized(v.gradient!) || v.gradient!.mark === seen) v.gradient = detached(v.gradient!); // two variables, one gradient
      v.gradient!.mark = seen;
      roots.push({ node: v.gradient!, into: isLive(v.gradient!) ? null : v.gradientTarget() });
      this.#accumulating.push(v);
    }
    this.gradients.clear();
    const plain: Node[] = [];
    const add = (n: Node): void => {
      if (isRealized(n)) return;
      if (waits(n)) later.push(n);
      else plain.push(n);
    };
    this.losses.forEach(add);
    this.kept.forEach(add);
    this.losses = [];
    this.kept = [];
    plain.push(...reads);
    const { recent } = this;
    for (let i = 0; i < recent.length; i++) {
      const n = recent[i]!;
      if ((n.flags & (Flag.consumed | Flag.realized)) === 0 && !reads.includes(n)) add(n);
    }
    if (later.length > 0 && targets.length > 0 && readsOld(later, targets)) plain.push(...later.splice(0));
    this.recent = later;
    this.#recentBytes = 0;
    for (const n of plain) this.#want(roots, n);
    return roots;
  }
  /** Adds a result; where a backward pass may follow, with what that will read. */
  #want(roots: Root[], n: Node): void {
    roots.push({ node: n, into: null });
    if (isLive(n) && isFloat(n.type.dtype)) for (const s of neededByGradient(n)) roots.push({ node: s, into: null });
  }
  /** The variables that the first roots of this run write, in their order. */
  #writing: VariableState[] = [];
  #accumulating: VariableState[] = [];

  #execute(roots: readonly Root[], { entry, uniforms }: Found<unknown>, silent: boolean): void {
    const { plan } = entry;
    const storages = notes.storages;
    const results: Storage[] = [];
    const memories: Memory[] = [this.#workspaceOf(plan.workspace)];
    for (let i = 0; i < storages.length; i++) memories.push(this.#memoryOf(storages[i]!));
    for (let i = 0; i < roots.length; i++) {
      const { node, into } = roots[i]!;
      const at = plan.results[i]!;
      if (at <= storages.length) results.push(storages[at - 1]!);
      else if (into !== null) {
        memories[at] = this.#memoryOf(into);
        results.push(into);
      } else {
        const first = plan.results.indexOf(at);
        results.push(first < i ? results[first]! : new Storage(node.type));
        memories[at] = this.#memoryOf(results[i]!);
      }
    }
    this.counts.runs++;
    this.counts.kernels += plan.steps.length;
    this.counts.flops += plan.flops;
    this.counts.bytes += plan.bytes;
    const status = this.device.execute(entry.prepared, memories, uniforms);
    const failed = (failure: Failure): Error => failureOf(plan.checks[failure.check]!, failure, notes.nodes);
    if (status === null || status instanceof Promise) this.#commit(roots, results);
    else this.#fail(roots, failed(status), silent);
    if (status instanceof Promise) {
      const written = results.filter((_, i) => roots[i]!.into === null);
      this.#reports = Promise.all([this.#reports, status]).then(([, failure]) => {
        if (failure === null) return;
        const error = failed(failure);
        for (const s of written) s.failure = error;
        reportUnread(error);
      });
    }
  }

  #commit(roots: readonly Root[], results: readonly Storage[]): void {
    for (let i = 0; i < roots.length; i++) if (roots[i]!.into !== null) results[i]!.version++;
    for (let i = 0; i < this.#writing.length; i++) {
      this.#writing[i]!.storage = results[i]!;
      this.#writing[i]!.shared = false;
    }
    for (let i = 0; i < roots.length; i++) {
      const { node, into } = roots[i]!;
      if (into === null && isLive(node)) {
        node.data = results[i]!;
        node.flags |= Flag.realized;
      } else if (!isRealized(node) || into === null) become(node, leafOp, results[i]!);
    }
    for (const v of this.#writing) {
      if (!isRealized(v.node)) become(v.node, leafOp, v.storage);
      v.committed = v.node;
    }
    for (const v of this.#accumulating) v.committedGradient = v.gradient;
    this.#writing.length = this.#accumulating.length = 0;
  }

  /** After a run that published nothing: variables keep their versions, the results can't be read. */
  #fail(roots: readonly Root[], error: Error, silent: boolean): void {
    for (const v of this.#writing) become(v.node, leafOp, v.storage);
    for (const v of this.#accumulating) v.gradient = v.committedGradient;
    this.#writing.length = this.#accumulating.length = 0;
    const nothing = new Map<number, Storage>();
    for (const { node } of roots) {
      if (isRealized(node)) continue;
      let storage = nothing.get(node.type.id);
      if (storage === undefined) nothing.set(node.type.id, (storage = new Storage(node.type)));
      storage.failure = error;
      become(node, leafOp, storage);
    }
    if (silent) reportUnread(error);
  }

  /** Roots that need something unreadable fail with it; returns the others. */
  #giveUp(roots: readonly Root[], error: Error, silent: boolean): Root[] {
    const bad = new Set(roots.map((r) => r.node).filter((n) => reaches(n, (m) => isUnreadable(m))));
    const split = <T>(list: readonly T[], isBad: (item: T) => boolean): [T[], T[]] => [
      list.filter(isBad),
      list.filter((x) => !isBad(x)),
    ];
    const [badRoots, goodRoots] = split(roots, (r) => bad.has(r.node));
    const [badWrites, goodWrites] = split(this.#writing, (v) => bad.has(v.node.src[0]!));
    const [badSums, goodSums] = split(this.#accumulating, (v) => bad.has(v.gradient!));
    this.#writing = badWrites;
    this.#accumulating = badSums;
    this.#fail(badRoots, error, silent);
    this.#writing = goodWrites;
    this.#accumulating = goodSums;
    return goodRoots;
  }

  /** Device memory of a storage; host data is brought there now. */
  #memoryOf(storage: Storage): Memory {
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

  #workspaceOf(bytes: number): Memory {
    if (this.#workspace.bytes < bytes) {
      this.device.free(this.#workspace);
      this.#workspace = this.device.alloc(Math.max(bytes, Math.ceil(1.5 * this.#workspace.bytes)));
    }
    return this.#workspace;
  }
}

/** Is anything upstream still waiting for its backward pass? */
function waitsForBackward(n: Node, epoch: number): boolean {
  const stack = [n];
  while (stack.length > 0) {
    const m = stack.pop()!;
    if (m.op === versionOp || isRealized(m)) continue;
    if (isLive(m)) return true;
    if (m.mark === epoch || (m.flags & Flag.differentiated) !== 0) continue;
    m.mark = epoch;
    for (const s of m.src) stack.push(s);
  }
  return false;
}

/** Does anything upstream of these nodes read memory that is about to be overwritten? */
function readsOld(nodes: readonly Node[], targets: readonly Storage[]): boolean {
  const old = new Set(targets);
  return nodes.some((n) => reaches(n, (m) => isRealized(m) && old.has(m.data as Storage)));
}

/** What the run with this mark computes anyway and later nodes need as well: worth keeping. */
function frontier(later: readonly Node[], epoch: number): Node[] {
  const seen = new Set(later);
  const shared: Node[] = [];
  for (const n of seen) {
    if (isRealized(n) || n.op === versionOp) continue;
    if (n.mark === epoch && n.op.computes(n)) shared.push(n);
    else for (const s of n.src) seen.add(s);
  }
  return shared;
}

const isUnreadable = (n: Node): boolean => {
  if (!isRealized(n)) return false;
  const storage = n.data as Storage;
  return storage.failure !== null || (storage.mutable && n.arg !== storage.version);
};
