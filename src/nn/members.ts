// What modules are made of: a walk through fields, arrays, maps and plain objects, in the order in which they were defined.
import { Tensor } from "../tensor.ts";
import { Variable } from "../variable.ts";
import type { ModuleBase } from "./module.ts";

export type Named<T> = readonly [name: string, member: T];

/** Modules are callable objects that know their members. */
export const isModule = (x: unknown): x is ModuleBase =>
  typeof x === "function" && typeof (x as Partial<ModuleBase>).members === "function";

/** Every variable of a module and those below; shared ones under each of their names. */
export const variablesOf = (module: ModuleBase): Named<Variable>[] =>
  [...below(module.members(), true)].filter((named): named is Named<Variable> => named[1] instanceof Variable);

/** The modules below one: all, or only the nearest. */
export const modulesBelow = (module: ModuleBase, deep: boolean): Named<ModuleBase>[] =>
  [...below(module.members(), deep)].filter((named): named is Named<ModuleBase> => isModule(named[1]));

/** The first of each. */
export function once<T>(named: readonly Named<T>[]): Named<T>[] {
  const seen = new Set<T>();
  return named.filter(([, member]) => !seen.has(member) && seen.add(member));
}

/** The members in order, and what is in lists among them; where `deep`, what is in modules among them too. */
function* below(
  members: Iterable<readonly [unknown, unknown]>,
  deep: boolean,
  path = "",
  above: readonly unknown[] = [],
): Iterable<Named<unknown>> {
  for (const [key, member] of members) {
    const name = `${path}${String(key)}`;
    const inside = listed(member);
    if (inside !== null) yield* below(inside, deep, `${name}.`, above);
    else {
      yield [name, member];
      if (deep && isModule(member) && !above.includes(member))
        // a parent among the fields of a child
        yield* below(member.members(), deep, `${name}.`, [...above, member]);
    }
  }
}

/** The entries of arrays, maps and plain objects. */
function listed(x: unknown): Iterable<readonly [unknown, unknown]> | null {
  if (Array.isArray(x)) return x.entries();
  if (x instanceof Map) return x;
  const isPlain = typeof x === "object" && x !== null && !(x instanceof Tensor);
  return isPlain && Object.getPrototypeOf(x) === Object.prototype ? Object.entries(x) : null;
}
