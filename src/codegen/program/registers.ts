// Registers for values: one is free again when its value has been used for the last time (linear scan, Poletto & Sarkar 1999).
import type { Assembly } from "./assemble.ts";
import { laneBytes, Section, type Value } from "./instructions.ts";

/** Gives every value that needs one a register; returns the bytes of a lane of each. */
export function allocate({ code: { sections, walks }, accumulators }: Assembly): number[] {
  const starts = new Map<Value, number>();
  const ends = new Map<Value, number>();
  let time = 0;
  for (const [section, code] of sections.entries()) {
    if (section === Section.turn) for (const { value } of accumulators) starts.set(value, time++);
    const loop = section === Section.turn ? code.length + sections[Section.inside]!.length : code.length;
    const until = time + loop;
    for (const { d, a, b, c, kind, x } of code) {
      const dynamic = kind === "check" || kind === "call" ? [] : (walks[x]?.dynamic ?? []);
      for (const v of [a, b, c, ...dynamic.map((t) => t.value)])
        if (v !== null) ends.set(v, v.section === section ? time : until); // what was made before is read in every turn
      if (d !== null && !starts.has(d)) starts.set(d, time);
      time++;
    }
    for (const v of starts.keys()) if (v.section === Section.outer) ends.set(v, until);
  }
  for (const { value } of accumulators) ends.set(value, Math.max(ends.get(value) ?? 0, time));

  const bytes: number[] = [];
  let busy: Value[] = [];
  for (const [value, start] of starts) {
    if (value.kind !== "register") continue;
    busy = busy.filter((v) => ends.get(v)! > start);
    const width = laneBytes(value.dtype);
    const taken = new Set(busy.map((v) => v.index));
    const free = bytes.findIndex((b, i) => b === width && !taken.has(i));
    value.index = free >= 0 ? free : bytes.push(width) - 1;
    ends.set(value, Math.max(ends.get(value) ?? 0, start + 1)); // written, even if nobody reads it
    busy.push(value);
  }
  for (const { value, running } of accumulators) running.index = value.index;
  return bytes;
}
