// Makes what is published: the package itself, which names the packages of platforms as optional dependencies, and a
// tarball of each. A clone has no such names: it builds its own native device.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { at, say } from "./native/compiler.mjs";

const HELP = `Usage: npm run pack:all [-- --folder DIR] [--help]

Makes tarballs of needle-ts and of the packages of platforms that are in DIR (default: build/packages), which
\`npm run pack:native\` makes, one on each platform. docs/publishing.md tells the whole way.`;

const { values } = parseArgs({ options: { help: { type: "boolean" }, folder: { type: "string" } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const folder = resolve(at(), values.folder ?? join("build", "packages"));
const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));

/** The packages of platforms that are there. One of another version would be refused at run time, so it is refused here. */
const platforms = existsSync(folder) ? readdirSync(folder).filter((name) => isPackageOfPlatform(name)) : [];
function isPackageOfPlatform(name) {
  const file = join(folder, name, "package.json");
  if (!name.startsWith(`${manifest.name}-`) || !existsSync(file)) return false;
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  if (version === manifest.version) return true;
  throw new Error(`${name} in ${folder} is version ${version}, not ${manifest.version}: make it anew, or remove it`);
}

/** The package as it is published: what \`files\` names, and a manifest without scripts and tools of development. */
function stage() {
  const target = join(folder, manifest.name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const name of ["dist", "README.md", "LICENSE"]) cpSync(at(name), join(target, name), { recursive: true });
  const { scripts, devDependencies, ...published } = manifest;
  published.optionalDependencies = Object.fromEntries(platforms.map((name) => [name, manifest.version]));
  writeFileSync(join(target, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
}

stage();
for (const name of [manifest.name, ...platforms]) {
  const words = ["pack", join(folder, name), "--pack-destination", folder, "--ignore-scripts", "--loglevel=error"];
  const { status, stdout } = spawnSync("npm", words, { encoding: "utf8", shell: process.platform === "win32" });
  if (status !== 0) process.exit(1);
  say(`made ${join(folder, stdout.trim())}`);
}
if (platforms.length === 0) say(`without any package of a platform: \`npm run pack:native\` makes that of this one`);
