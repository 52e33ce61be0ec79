// A module as text, as PyTorch prints it.
import { modulesBelow } from "./members.ts";
import type { ModuleBase } from "./module.ts";

export function printModule(module: ModuleBase): string {
  const about = module.describe();
  const lines = modulesBelow(module, false).map(
    ([name, part]) => `  (${name}): ${printModule(part).replaceAll("\n", "\n  ")}`,
  );
  const title = module.constructor.name;
  return lines.length === 0 ? `${title}(${about})` : [`${title}(${about}`, ...lines, ")"].join("\n");
}
