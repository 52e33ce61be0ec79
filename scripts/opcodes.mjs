// Writes native/generated/opcodes.h: the dtypes and the primitive rows of the scalar table with their signatures, as C++
// sees them. So the table in src/ir/ stays the only list of scalar functions.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const load = (path) => import(pathToFileURL(join(root, "dist", path)).href);

const HELP = `Usage: node scripts/opcodes.mjs [--help] [--print]

Writes native/generated/opcodes.h from the scalar table in dist/ (run \`npm run build\` first), or prints it. The file is
left alone where nothing has changed.`;

/** Words that C++ keeps for itself get an underscore. */
const reserved = new Set("and auto bool double float int not or xor".split(" "));
const word = (name) => (reserved.has(name) ? `${name}_` : name);

/** The text of the header. */
export async function header() {
  const { primitives } = await load("codegen/opcodes.js");
  const { argumentDTypes, resultDType } = await load("ir/derivative.js");
  const { input } = await load("ir/formula.js");
  const { dtypes } = await load("dtype.js");
  const { kinds } = await load("codegen/program/instructions.js");
  const { vocabulary } = await load("codegen/program/encode.js");

  /** `{{arguments}, result}` for a dtype of the last argument; `{}` where a row has no function of its own for it. */
  const signature = (name, row, dtype) => {
    const inputs = row.domain.map((_, i) => input(i));
    const given = inputs.map(() => dtype);
    try {
      const read = argumentDTypes(name, inputs, given);
      if (read.at(-1) !== dtype) return "{}"; // it is cast before
      const all = [...read, resultDType(name, inputs, given)].map((d) => `DType::${word(d)}`);
      return `{{${all.slice(0, -1).join(", ")}}, ${all.at(-1)}}`;
    } catch {
      return "{}"; // it is refused
    }
  };
  const rowLines = ([name, row]) => [
    `    {"${name}",`,
    `     ${row.domain.length},`,
    "     {",
    ...dtypes.map((dtype) => `         ${signature(name, row, dtype)},`),
    "     }},",
  ];
  return `// Made by scripts/opcodes.mjs from the scalar table and src/dtype.ts.
#pragma once

namespace needle {

enum class DType { ${[...dtypes.map(word), "none"].join(", ")} };
inline constexpr int dtypeCount = ${dtypes.length};

/** What instructions do (src/codegen/program/instructions.ts). */
enum class Kind { ${kinds.join(", ")} };

/** All the words that programs are written in: equal on both sides, or programs would be misread. */
inline constexpr const char* vocabulary = "${vocabulary}";

/** The dtypes that a row is computed in. No result: it is not. */
struct Signature {
  DType arguments[3] = {DType::none, DType::none, DType::none};
  DType result = DType::none;
};

struct Row {
  const char* name;
  int arguments;
  /** By the dtype of the last argument. */
  Signature signatures[dtypeCount];
};

enum class Opcode {
${primitives.map(([name]) => `  ${word(name)},`).join("\n")}
};
inline constexpr int opcodeCount = ${primitives.length};

inline constexpr Row rows[opcodeCount] = {
${primitives.flatMap(rowLines).join("\n")}
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
