// Memory of intermediates: buffers that are never alive at the same time share the same bytes of one workspace.
import { bytesOf } from "../dtype.ts";
import type { PlanBuffer, Step } from "./plan.ts";

const align = 64;

/** Gives the buffers of memory 0 their offsets; returns how large it must be, in bytes. */
export function placeBuffers(buffers: readonly (PlanBuffer & { offset: number })[], steps: readonly Step[]): number {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  steps.forEach((step, time) => {
    for (const b of step.buffers) {
      if (buffers[b]!.memory !== 0) continue;
      if (!first.has(b)) first.set(b, time);
      last.set(b, time);
    }
  });
  // in the order of their birth, each at the lowest gap between those alive
  let alive: { from: number; to: number; until: number }[] = [];
  let size = 0;
  for (const [b, born] of [...first].sort((x, y) => x[1] - y[1])) {
    const { dtype, size: elements } = buffers[b]!;
    const bytes = Math.ceil((elements * bytesOf(dtype)) / align) * align;
    alive = alive.filter((a) => a.until >= born);
    let at = 0;
    for (const a of alive) {
      if (a.from - at >= bytes) break;
      at = Math.max(at, a.to);
    }
    buffers[b]!.offset = at;
    const where = alive.findIndex((a) => a.from >= at + bytes);
    alive.splice(where < 0 ? alive.length : where, 0, { from: at, to: at + bytes, until: last.get(b)! });
    size = Math.max(size, at + bytes);
  }
  return size;
}
