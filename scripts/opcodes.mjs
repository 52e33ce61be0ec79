// Writes native/generated/opcodes.h: the primitive rows of the scalar table and the dtypes, as C++ sees them. So the table
// in src/ir/scalar.ts stays the only list of scalar functions.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const HELP = `Usage: node scripts/opcodes.mjs [--help] [--print]

Writes native/generated/opcodes.h from the scalar table in dist/ (run \`npm run build\` first), or prints it. The file is
left alone where nothing has changed.`;

/** Words that C++ keeps for itself get an underscore. */
const reserved = new Set([
  "and",
  "or",
  "not",
  "xor",
  "bool",
  "int",
  "float",
  "double",
  "auto",
  "new",
  "switch",
  "union",
]);
const word = (name) => (reserved.has(name) ? `${name}_` : name);

/** The text of the header. */
export async function header() {
  const { primitives } = await import(pathToFileURL(join(root, "dist/codegen/opcodes.js")).href);
  const { dtypes } = await import(pathToFileURL(join(root, "dist/dtype.js")).href);
  const typingOf = (row) => (dtypes.includes(row.typing) ? "cast" : row.typing);
  const typings = [
    ...new Set([
      "arithmetic",
      "float",
      "compare",
      "logic",
      "select",
      "bits",
      "cast",
      ...primitives.map(([, row]) => typingOf(row)),
    ]),
  ];
  return `// Made by scripts/opcodes.mjs from src/ir/scalar.ts and src/dtype.ts.
#pragma once

namespace needle {

enum class DType { ${dtypes.map(word).join(", ")} };
inline constexpr int dtypeCount = ${dtypes.length};

/** How the dtypes of the arguments make that of the result; \`cast\`: always the row's own. */
enum class Typing { ${typings.map(word).join(", ")} };

enum class Opcode {
${primitives.map(([name]) => `  ${word(name)},`).join("\n")}
};
inline constexpr int opcodeCount = ${primitives.length};

struct Row {
  const char* name;
  int arguments;
  Typing typing;
};
inline constexpr Row rows[opcodeCount] = {
${primitives.map(([name, row]) => `    {"${name}", ${row.domain.length}, Typing::${word(typingOf(row))}},`).join("\n")}
};

} // namespace needle
`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--help")) {
    console.log(HELP);
    process.exit(0);
  }
  const text = await header();
  const file = join(root, "native", "generated", "opcodes.h");
  if (process.argv.includes("--print")) process.stdout.write(text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
