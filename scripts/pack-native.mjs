// Makes the package with the native device for one platform, such as needle-ts-linux-x64: needle.node, which stands on its
// own but for the C library, and a package.json that lets npm install it there only. Nothing runs when it is installed.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { addonObjects, link, writeOpcodes } from "./addon.mjs";
import { at, findCompiler, say } from "./native/compiler.mjs";
import { alone } from "./native/objects.mjs";

const HELP = `Usage: npm run pack:native [-- --folder DIR] [--help]

Compiles the native device and makes DIR/needle-ts-OS-ARCH (default: build/packages) of it, for the machine that the compiler
compiles for: NEEDLE_CXX=aarch64-linux-gnu-g++ makes needle-ts-linux-arm64.`;

/** OS and processor of a compiler's target (x86_64-linux-gnu, arm64-apple-darwin23) in Node's words. */
export function platformOf(machine) {
  const processors = { x86_64: "x64", amd64: "x64", aarch64: "arm64", arm64: "arm64" };
  const cpu = processors[machine.split("-")[0]];
  const os = ["linux", "darwin"].find((name) => machine.includes(name));
  if (cpu === undefined || os === undefined) throw new Error(`there is no package for '${machine}'`);
  return { os, cpu, ...(os === "linux" ? { libc: /musl/.test(machine) ? "musl" : "glibc" } : {}) };
}

/** The newest GLIBC that a library asks for, from the names of versions in it; null where it asks for none. */
function neededGlibc(file) {
  const versions = readFileSync(file, "latin1").match(/GLIBC_\d+\.\d+/g) ?? [];
  const numbers = versions.map((version) => version.slice("GLIBC_".length));
  return numbers.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1) ?? null;
}

const readme = (name, { os, cpu }, glibc) => `# ${name}

The native device of needle-ts for ${os} on ${cpu}. npm installs it beside needle-ts where it
fits; nobody needs to name it.
${glibc === null ? "" : `\nIt needs glibc ${glibc} or newer.\n`}`;

/** Makes the package in `folder`; returns where it is. */
export async function packNative(folder = join("build", "packages")) {
  const compiler = findCompiler();
  const platform = platformOf(compiler.machine);
  const { version, license } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const name = `needle-ts-${platform.os}-${platform.cpu}`;
  const target = join(folder, name);
  rmSync(at(target), { recursive: true, force: true });
  mkdirSync(at(target), { recursive: true });

  const isOurs = platform.os === process.platform && platform.cpu === process.arch;
  const objectFolder = isOurs ? "build" : join("build", compiler.machine);
  await writeOpcodes();
  await alone(objectFolder, async () => {
    const flags =
      platform.os === "linux" ? ["-static-libstdc++", "-static-libgcc", "-Wl,--exclude-libs,ALL", "-s"] : [];
    const objects = await addonObjects(compiler, objectFolder, {});
    await link(compiler, objects, join(target, "needle.node"), { flags });
  });
  const { os, cpu, libc } = platform;
  const manifest = {
    name,
    version,
    description: `The native device of needle-ts for ${os} on ${cpu}`,
    license,
    os: [os],
    cpu: [cpu],
    ...(libc ? { libc: [libc] } : {}),
    engines: { node: ">=20" },
    preferUnplugged: true, // a library is loaded from a file, not from an archive
    files: ["needle.node"],
  };
  writeFileSync(at(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(at(target, "README.md"), readme(name, platform, neededGlibc(at(target, "needle.node"))));
  copyFileSync(at("LICENSE"), at(target, "LICENSE"));
  return target;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { help: { type: "boolean" }, folder: { type: "string" } } });
  if (values.help) console.log(HELP);
  else say(`made ${await packNative(values.folder)}`);
}
