// The npm tarball, packed as for a release, installed where nothing else is, and used there from a foreign process.
// PRAMA_BIN names the program to send to.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const SDK = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "sdk", "typescript");
const PROGRAM = `
import { emitEvent } from "@prama/sdk";
const data = { fired_at: "2025-11-19T10:30:00Z", timer_id: "x" };
const receipt = await emitEvent("timer_fired", "my-timer", data);
console.log(receipt.eventId);
`;

let root;
let packed;
before(() => {
  root = mkdtempSync(join(tmpdir(), "prama-tarball-"));
  const said = execFileSync("npm", ["pack", "--json", "--pack-destination", root], { cwd: SDK, encoding: "utf8" });
  const [first] = Object.values(JSON.parse(said.slice(said.search(/^[[{]/m))));
  packed = first;
});
after(() => rmSync(root, { recursive: true, force: true }));

test("the package holds the code with its types and nothing else", () => {
  const names = packed.files.map((file) => file.path);
  const modules = ["errors", "event", "hooks", "hosted", "http", "index", "outbox", "process", "resolve"];
  const code = modules.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]);
  assert.deepEqual(names.sort(), [...code, "README.md", "package.json"].sort());
});

test("it is installed and used by a foreign process", async (t) => {
  const user = join(root, "user");
  const data = join(root, "data");
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), '{"name":"user","version":"1.0.0","private":true}');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(root, packed.filename)], { cwd: user });
  writeFileSync(join(user, "send.mjs"), PROGRAM);
  const env = { PATH: process.env.PATH, PRAMA_DATA: data };
  const send = () => execFileSync("node", ["send.mjs"], { cwd: user, env, encoding: "utf8" }).trim();
  assert.equal(send(), "null", "kept while the app is away");

  const prama = process.env.PRAMA_BIN;
  const app = spawn(prama, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: "ignore" });
  t.after(async () => {
    app.kill();
    await once(app, "close");
  });
  for (let i = 0; !existsSync(join(data, "endpoint.json")); i++) {
    assert.ok(i < 2400, "prama serve is not ready");
    await new Promise((done) => setTimeout(done, 50));
  }
  const event = send();
  const said = execFileSync(prama, ["events", "list", "--source", "my-timer", "--json"], { env, encoding: "utf8" });
  const listed = JSON.parse(said);
  assert.deepEqual([listed.total, listed.items[0].id], [2, event]);
});
