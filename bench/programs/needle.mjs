// Needle itself. Settings: a device; "compile".
import { readFileSync } from "node:fs";
import * as needle from "../../dist/index.js";

export async function open([name, compiled]) {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const device = needle.device(name);
  await device.ready;
  needle.setDefaultDevice(name);
  return {
    name: `${version}, ${name}${compiled ? ", compile" : ""}`,
    library: needle,
    prepare: ({ step, values }) => ({ step: compiled ? needle.compile(step) : step, values }),
    wait: () => device.settle(),
    number: (value) => value.itemSync(),
  };
}
