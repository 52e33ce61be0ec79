// What a bundler makes of the package for a browser: one script without imports.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const sources = { "needle-ts/io": join(root, "src/io/browser.ts"), "needle-ts": join(root, "src/index.ts") };

/** Bundles a program, given as text or as the path of a file in this project; `imports` is what is left to be loaded. */
export async function bundle(
  program: { text: string } | { file: string },
): Promise<{ code: string; imports: string[] }> {
  const entry = "file" in program ? join(root, program.file) : "\0entry";
  const built = await rolldown({
    input: entry,
    platform: "browser",
    resolve: { alias: sources },
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
    plugins: [
      {
        name: "text",
        resolveId: (id: string) => (id === "\0entry" ? id : null),
        load: (id: string) => ("text" in program && id === "\0entry" ? program.text : null),
      },
    ],
  });
  try {
    const { output } = await built.generate({ format: "esm", minify: true, codeSplitting: false });
    const [{ code, imports, dynamicImports }] = output;
    return { code, imports: [...imports, ...dynamicImports] };
  } finally {
    await built.close();
  }
}
