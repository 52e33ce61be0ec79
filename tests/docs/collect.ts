// Finds the examples of the project: ```ts blocks of the documents, and @example in the comments of src/.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A piece of code that a reader may copy. */
export interface Example {
  /** "docs/debugging.md:12" */
  readonly name: string;
  /** The file that it stands in, from the root of the project. */
  readonly file: string;
  readonly code: string;
}

/** Blocks that begin with exactly ```ts; others (```ts fragment, ```text) are shown and not run. */
export function fromMarkdown(file: string, text: string): Example[] {
  const examples: Example[] = [];
  let open: { line: number; fence: string; lines: string[] } | null = null;
  text.split("\n").forEach((line, i) => {
    if (open === null) {
      if (/^```\S/.test(line)) open = { line: i + 1, fence: line.trim(), lines: [] };
    } else if (line.startsWith("```")) {
      if (open.fence === "```ts") examples.push({ name: `${file}:${open.line}`, file, code: open.lines.join("\n") });
      open = null;
    } else open.lines.push(line);
  });
  return examples;
}

/** The text behind each @example of a documentation comment, up to the next tag. */
export function fromComments(file: string, text: string): Example[] {
  const examples: Example[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const lines = comment[0].replace(/\s*\*\/$/, "").split("\n");
    const first = text.slice(0, comment.index).split("\n").length;
    lines.forEach((line, i) => {
      if (!/^\s*(\/\*)?\* ?@example\b/.test(line)) return;
      const rest = lines.slice(i + 1).map((l) => l.replace(/^\s*\* ?/, ""));
      const end = rest.findIndex((l) => /^@\w/.test(l));
      const code = rest.slice(0, end < 0 ? rest.length : end).join("\n");
      examples.push({ name: `${file}:${first + i}`, file, code });
    });
  }
  return examples;
}

const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

/** All examples of the project. */
export function collect(root: string): Example[] {
  const documents = [join(root, "README.md"), join(root, "CONTRIBUTING.md"), ...filesBelow(join(root, "docs"), ".md")];
  const sources = filesBelow(join(root, "src"), ".ts").filter((path) => !path.endsWith(".test-d.ts"));
  const read = (path: string) => [relative(root, path).replaceAll("\\", "/"), readFileSync(path, "utf8")] as const;
  return [
    ...documents.flatMap((path) => fromMarkdown(...read(path))),
    ...sources.flatMap((path) => fromComments(...read(path))),
  ];
}
