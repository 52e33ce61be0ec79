// A contender in JavaScript: answers the words of harness/contender.mjs. Started as: node serve.mjs PROGRAM [SETTING …]
// PROGRAM.mjs beside this file opens a library and gives `{ name, library, wait(result), number(value), release(result) }`.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const say = (line) => process.stdout.write(`${line}\n`);
const [program, ...settings] = process.argv.slice(2);

/** What a workload is made of: numbers, and float32 arrays (labels, called y, are int32) from files. */
function readInputs(pairs) {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key, value] = pair.split("=");
      if (!value.startsWith("/")) return [key, Number(value)];
      const { buffer, byteOffset, length } = readFileSync(value);
      const Type = key === "y" ? Int32Array : Float32Array;
      return [key, new Type(buffer.slice(byteOffset, byteOffset + length))];
    }),
  );
}

let opened;
try {
  const { open } = await import(`./${program}.mjs`);
  opened = await open(settings);
} catch (error) {
  say(`absent ${error.message.split("\n")[0]}`);
  process.exit(0);
}
const { name, library, prepare = (made) => made, wait = () => {}, number, release = () => {} } = opened;
say(`name ${name}`);

let made;
async function run(warm, steps) {
  let result;
  let begin;
  for (let i = -warm; i < steps; i++) {
    if (i === 0) begin = performance.now();
    if (result !== undefined) release(result);
    result = made.step();
    if (result instanceof Promise) result = await result;
    await wait(result);
  }
  const seconds = (performance.now() - begin) / 1000;
  const values = [];
  for (const value of await made.values(result)) values.push(await number(value));
  say(`took ${seconds} ${values.join(" ")}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(" ");
  try {
    if (word === "run") await run(Number(rest[0]), Number(rest[1]));
    else {
      made = undefined;
      const { default: make } = await import(`../workloads/${rest[0]}/${program}.mjs`);
      made = prepare(await make(library, readInputs(rest.slice(1))));
      say("ready");
    }
  } catch (error) {
    say(`absent ${error.message.split("\n")[0]}`);
  }
}
