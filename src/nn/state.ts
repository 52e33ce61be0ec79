// The state of a module: its parameters and buffers by name.
import { StateError } from "../errors.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { once, variablesOf } from "./members.ts";
import type { ModuleBase } from "./module.ts";

export type StateDict = { [name: string]: Tensor };
export interface LoadOptions {
  /** Default: true: every name must be there, and no other. */
  readonly strict?: boolean;
}

export function stateOf(module: ModuleBase): StateDict {
  return Object.fromEntries(once(variablesOf(module)).map(([name, v]) => [name, v.detach()]));
}

export function load(
  module: ModuleBase,
  state: { readonly [name: string]: Tensor },
  { strict = true }: LoadOptions = {},
): { missing: string[]; unexpected: string[] } {
  const all = new Map(variablesOf(module));
  const given = new Set(Object.keys(state).map((name) => all.get(name))); // a shared one needs one of its names
  const missing = once([...all]).flatMap(([name, v]) => (given.has(v) ? [] : [name]));
  const unexpected = Object.keys(state).filter((name) => !all.has(name));
  const fitting = Object.entries(state).flatMap(([name, value]) => {
    const v = all.get(name);
    return v === undefined ? [] : [{ name, v, value }];
  });
  const wrong = fitting.filter(({ v, value }) => !sameShape(v.shape, value.shape));
  if (wrong.length > 0 || (strict && missing.length + unexpected.length > 0))
    throw new StateError(
      [
        `loadStateDict: the state does not fit ${module.constructor.name}; nothing was changed`,
        ...missing.map((name) => `  missing: ${name} ${show(all.get(name)!.shape)}`),
        ...unexpected.map((name) => `  unexpected: ${name} ${show(state[name]!.shape)}`),
        ...wrong.map(
          ({ name, v, value }) => `  another shape: ${name} is ${show(v.shape)}, the state has ${show(value.shape)}`,
        ),
        ...(wrong.length === 0 ? ["  take what is there with { strict: false }"] : []),
      ].join("\n"),
    );
  for (const { v, value } of fitting) v.assign(value.to({ dtype: v.dtype, device: v.device }).detach());
  return { missing, unexpected };
}
