// Runs one of the course's programs: `npm run app hw0`. Compiles apps/ to dist-apps/, where `import … from "needle-ts"`
// finds the package itself, so an app is written exactly as a user's own program.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const names = readdirSync(join(root, "apps"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name, ...args] = process.argv.slice(2);

if (name === undefined || name.startsWith("-") || !existsSync(join(root, "apps", `${name}.ts`))) {
  const asked = name === undefined || name === "--help";
  console.error(
    `${asked ? "" : `there is no app '${name}'\n`}Usage: npm run app NAME [-- options]\nApps: ${names.join(", ")}`,
  );
  process.exit(name === "--help" ? 0 : 1);
}
const node = (...words) => spawnSync(process.execPath, words, { cwd: root, stdio: "inherit" }).status ?? 1;
process.exit(
  node(join("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.apps.json") ||
    node(join("dist-apps", `${name}.js`), ...args),
);
