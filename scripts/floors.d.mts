/** See floors.mjs. */
export const floors: readonly (readonly string[])[];
export function check(sources: ReadonlyMap<string, string>): string[];
export function importsOf(
  text: string,
): readonly { readonly line: number; readonly target: string; readonly kind: "value" | "type" | "later" }[];
