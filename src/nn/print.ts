// A module as text, as PyTorch prints it.
import { modulesBelow } from "./members.ts";
import type { ModuleBase } from "./module.ts";

/** The class with sizes and options: "Linear(784, 10)". */
export const titleOf = (module: ModuleBase): string => `${module.constructor.name}(${module.describe()})`;

export function printModule(module: ModuleBase): string {
  const lines = modulesBelow(module, false).map(
    ([name, part]) => `  (${name}): ${printModule(part).replaceAll("\n", "\n  ")}`,
  );
  const title = titleOf(module);
  return lines.length === 0 ? title : [title.slice(0, -1), ...lines, ")"].join("\n");
}

/** Options that were given, behind what stands before them: ", stride=2, padding=[1, 0]". */
export const optionsAsText = (options: object): string =>
  Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${name}=${JSON.stringify(value).replaceAll(",", ", ").replaceAll('"', "")}`)
    .join("");
