// Makes a fresh clone ready: installs the packages and builds what is missing or out of date, and says so. `npm start`
// and `npm test` call it first. Plain JavaScript without imports from packages, since none may be there yet.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const at = (...parts) => join(root, ...parts);

const HELP = `Usage: node scripts/ready.mjs [--help]

Installs the packages of package-lock.json when they are missing or of other versions, builds dist/ when a source file
has changed since the last build, and the native device where there is a C++ compiler (scripts/addon.mjs). Does nothing,
and says nothing, when all is there.`;

const lowestNode = 20;

/** Says in one line on stderr what is being done: stdout belongs to the command that follows. */
const say = (line) => process.stderr.write(`needle: ${line}\n`);

/** Runs a program with its output passed through; ends this one where it fails. */
function run(what, program, args, options = {}) {
  const started = performance.now();
  const { status, error, signal } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (error || status !== 0) {
    say(
      `${what} failed (${error ? error.message : signal ? `stopped by ${signal}` : `exit code ${status}`}); its own words are above`,
    );
    process.exit(1);
  }
  say(`${what} took ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Why the packages have to be installed, or undefined where they are as package-lock.json says. */
export function whyInstall() {
  if (!existsSync(at("node_modules"))) return "node_modules is missing";
  if (lstatSync(at("node_modules")).isSymbolicLink()) return undefined; // somebody shares one folder: theirs to keep up to date
  if (!existsSync(at("node_modules", ".package-lock.json"))) return "node_modules is incomplete";
  const wanted = JSON.parse(readFileSync(at("package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(at("node_modules", ".package-lock.json"), "utf8")).packages;
  for (const [path, { version, optional }] of Object.entries(wanted))
    if (path !== "" && !optional && (present[path]?.version !== version || !existsSync(at(path))))
      return `${path.replace(/.*node_modules\//, "")} is not at version ${version}`;
  return undefined;
}

function install() {
  const reason = whyInstall();
  if (!reason) return;
  say(`${reason}: installing packages with npm ci (about a minute on a slow line) …`);
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  if (npm && /\.[cm]?js$/.test(npm) && /npm-cli/.test(npm)) run("npm ci", process.execPath, [npm, ...args]);
  else run("npm ci", "npm", args, { shell: process.platform === "win32" });
}

/** Every file that the build reads, as lines "path, time of change, size"; equal lines mean that nothing has changed. */
function fingerprint() {
  const lines = [];
  const visit = (path) => {
    const info = statSync(at(path));
    if (info.isDirectory()) for (const name of readdirSync(at(path)).sort()) visit(`${path}/${name}`);
    else lines.push(`${path} ${info.mtimeMs} ${info.size}`);
  };
  for (const path of ["src", "package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"]) visit(path);
  return lines.join("\n");
}

const paths = (stamp) => new Set(stamp.split("\n").map((line) => line.split(" ")[0]));

function build() {
  const stampFile = at("dist", ".stamp");
  const before = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : undefined;
  const now = fingerprint();
  if (before === now) return;
  say(before === undefined ? "building dist/ …" : "a source file has changed: building dist/ …");
  // A source file that is gone must not live on in dist/.
  if (before === undefined || [...paths(before)].some((path) => !paths(now).has(path)))
    rmSync(at("dist"), { recursive: true, force: true });
  run("the build", process.execPath, [at("node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"]);
  mkdirSync(at("dist"), { recursive: true });
  writeFileSync(stampFile, now);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--help")) {
    console.log(HELP);
    process.exit(0);
  }
  if (Number(process.versions.node.split(".")[0]) < lowestNode) {
    say(`Node ${process.versions.node} is too old: version ${lowestNode} or newer is needed`);
    process.exit(1);
  }
  install();
  build();
  const { buildAddon } = await import("./addon.mjs"); // it needs what has just been built
  await buildAddon();
}
