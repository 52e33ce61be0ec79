// Downloads from a server that does as it is told: that breaks off, lies about checksums, or knows no ranges.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cacheFolder, download } from "../../src/data/index.ts";

const body = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251));
const sha256 = createHash("sha256").update(body).digest("hex");
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.headers.range);
  answer(request, response);
});
let folder: string;
let url: string;
let to: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/set.bin`;
  folder = mkdtempSync(join(tmpdir(), "needle-download-"));
});
beforeEach(() => {
  asked.length = 0;
  rmSync(folder, { recursive: true, force: true });
  to = join(folder, "deeper", "set.bin");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const whole = (_: unknown, response: ServerResponse) =>
  response.writeHead(200, { "content-length": body.length }).end(body);
const ranged = (request: IncomingMessage, response: ServerResponse) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const range = `bytes ${from < body.length ? `${from}-${body.length - 1}` : "*"}/${body.length}`;
  if (from >= body.length) return response.writeHead(416, { "content-range": range }).end();
  const rest = body.subarray(from);
  return response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length, "content-range": range }).end(rest);
};
const broken = (_: unknown, response: ServerResponse) => {
  response.writeHead(200, { "content-length": body.length });
  response.write(body.subarray(0, 40_000), () => setTimeout(() => response.destroy(), 50));
};

test("comes whole, tells how far it is, and is not asked for again", async () => {
  answer = whole;
  const steps: [number, number | null][] = [];
  const onProgress = (done: number, total: number | null) => void steps.push([done, total]);
  expect(await download(url, { to, sha256, onProgress })).toBe(to);
  expect(await download(url, { to, sha256, onProgress })).toBe(to);
  expect([readFileSync(to).equals(body), asked.length, existsSync(`${to}.part`)]).toEqual([true, 1, false]);
  expect(steps.at(-1)).toEqual([body.length, body.length]);
});

test.each([
  ["goes on", ranged, {}, "bytes=40000-"],
  ["begins anew where the server knows no ranges", whole, {}, "bytes=40000-"],
  ["begins anew when told so", ranged, { resume: false }, undefined],
])("after a broken connection it %s", async (_what, next, options, range) => {
  answer = broken;
  const message =
    /^download: cannot get http:.*; 40000 bytes are kept, calling again goes on from there; or put the file at /;
  await expect(download(url, { to, sha256 })).rejects.toThrow(message);
  expect(existsSync(to)).toBe(false);
  answer = next;
  await download(url, { to, sha256, ...options });
  expect([readFileSync(to).equals(body), asked]).toEqual([true, [undefined, range]]);
});

test("a part that is all of the file is taken; one that is longer is not", async () => {
  answer = whole;
  await download(url, { to });
  for (const extra of [0, 5]) {
    writeFileSync(`${to}.part`, Buffer.concat([body, Buffer.alloc(extra)]));
    rmSync(to);
    answer = ranged;
    await download(url, { to, sha256 });
    expect(readFileSync(to).equals(body)).toBe(true);
  }
});

test("a wrong checksum: nothing is left of it", async () => {
  answer = whole;
  await expect(download(url, { to, sha256: "0".repeat(64) })).rejects.toThrow(
    `${url} has the SHA-256 ${sha256}, not ${"0".repeat(64)}; it was thrown away`,
  );
  expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
});

test("an MD5 where that is all that is known", async () => {
  answer = whole;
  const md5 = createHash("md5").update(body).digest("hex");
  await expect(download(url, { to, md5: "0" })).rejects.toThrow(`${url} has the MD5 ${md5}, not 0; it was thrown away`);
  for (let i = 0; i < 2; i++) expect(await download(url, { to, md5 })).toBe(to);
  expect(asked.length).toBe(2);
});

test("no such file, and no network", async () => {
  answer = (_, response) => response.writeHead(404).end("not here");
  await expect(download(url, { to })).rejects.toThrow(
    `cannot get ${url} (the server answered 404 Not Found); without a network, put the file at ${to} by other means`,
  );
  await expect(download("http://127.0.0.1:1/x", { to })).rejects.toThrow(/^download: cannot get .*; without a network/);
});

test("NEEDLE_CACHE is where files go", () => {
  process.env["NEEDLE_CACHE"] = folder;
  expect(cacheFolder("a", "b")).toBe(join(folder, "a", "b"));
  delete process.env["NEEDLE_CACHE"];
  expect(cacheFolder("a")).toMatch(/needle.a$/);
});
