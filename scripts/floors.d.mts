/** See floors.mjs. */
export const floors: readonly (readonly string[])[];
export function check(sources: ReadonlyMap<string, string>): string[];
