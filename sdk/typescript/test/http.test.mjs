// Events from a program that the app did not start: over HTTP, or into the outbox while the app is away.

import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { App, folder, program } from "./support.mjs";

const setUp = async (t) => {
  const data = join(folder(t), "prama");
  const app = await App.start(t, data);
  const env = { PRAMA_DATA: data, http_proxy: "http://127.0.0.1:1", NODE_USE_ENV_PROXY: "1" };
  return { data, app, run: (code) => program(code, env), waiting: () => files(join(data, "outbox")) };
};

const files = (dir) => readdirSync(dir).filter((name) => name.endsWith(".json"));
const numbers = (app) => app.events.map((event) => event.data.n);

test("an event is posted with token, key and time", async (t) => {
  const { app, run } = await setUp(t);
  app.open();
  const { out } = await run(`
    const receipt = await prama.emitEvent("file_upload", "web-client-upload", { filename: "a.pdf" }, { userId: "u", key: "k" });
    console.log(JSON.stringify(receipt));`);
  assert.deepEqual(out, { eventId: "e1", duplicate: false, buffered: false });
  const [event] = app.events;
  assert.deepEqual([event.event_type, event.source, event.key], ["file_upload", "web-client-upload", "k"]);
  assert.equal(event.metadata.user_id, "u");
  assert.match(event.metadata.timestamp, /Z$/);
  assert.deepEqual(app.tokens, ["Bearer secret"]);
});

test("an event sent from within a step names it, also when it waited", async (t) => {
  const { data, app, run } = await setUp(t);
  await program('await prama.emitEvent("t", "s");', { PRAMA_DATA: data, PRAMA_CAUSED_BY: "run/0" });
  app.open();
  await run('await prama.emitEvent("t", "s");');
  assert.deepEqual(app.events.map((event) => event.caused_by), ["run/0", undefined]);
});

test("calls that do not wait for each other arrive in order; a batch is few requests", async (t) => {
  const { app, run } = await setUp(t);
  app.open();
  await run(`
    await Promise.all([0, 1, 2].map((n) => prama.emitEvent("t", "s", { n })));
    await prama.emitBatch(Array.from({ length: 1200 }, (_, i) => ({ eventType: "t", source: "s", data: { n: i + 3 } })));`);
  assert.deepEqual(numbers(app), Array.from({ length: 1203 }, (_, n) => n));
  assert.equal(app.tokens.length, 3 + 3);
});

test("a refusal throws with code and reason; in a batch it stands beside the others", async (t) => {
  const { app, run } = await setUp(t);
  app.open();
  app.problems.wrong = { status: 422, code: "EVT-003", title: "Needs fired_at.", detail: "It has: timer_id." };
  const { out } = await run(`
    const error = await prama.emitEvent("wrong", "s").catch((e) => e);
    const batch = await prama.emitBatch([{ eventType: "wrong", source: "s" }, { eventType: "t", source: "s" }]);
    console.log(JSON.stringify([error.message, batch[0] instanceof prama.EventRejected, batch[1].eventId]));`);
  assert.deepEqual(out, ["Needs fired_at. It has: timer_id. [EVT-003]", true, "e1"]);
});

test("events wait while the app is away and arrive in order, once", async (t) => {
  const { app, run } = await setUp(t);
  await run('for (let n = 0; n < 60; n++) if (!(await prama.emitEvent("t", "s", { n })).buffered) throw new Error("sent?");');
  app.open();
  app.answer = [503, { title: "Busy." }];
  await run('await prama.emitEvent("t", "s", { n: 60 });');
  app.answer = null;
  await run('if ((await prama.emitEvent("t", "s", { n: 61 })).buffered) throw new Error("kept?");');
  assert.deepEqual(numbers(app), Array.from({ length: 62 }, (_, n) => n));
  assert.equal(new Set(app.events.map((event) => event.key)).size, 62);
});

test("what waits is sent when the app is back, without another call", async (t) => {
  const { app, run, waiting } = await setUp(t);
  app.answer = [429, { title: "Slow down." }];
  app.open();
  const program = run(`
    const { buffered } = await prama.emitEvent("t", "s", { n: 1 });
    if (!buffered) throw new Error("sent?");
    const { readdirSync } = await import("node:fs");
    const outbox = process.env.PRAMA_DATA + "/outbox";
    while (readdirSync(outbox).some((name) => name.endsWith(".json"))) await new Promise((done) => setTimeout(done, 20));`);
  while (app.tokens.length === 0) await new Promise((done) => setTimeout(done, 10));
  app.answer = null;
  await program;
  assert.deepEqual([numbers(app), waiting()], [[1], []]);
});

test("flush says how many still wait", async (t) => {
  const { app, run } = await setUp(t);
  const { out } = await run(`
    await prama.emitBatch([1, 2].map((n) => ({ eventType: "t", source: "s", data: { n } })));
    console.log(JSON.stringify(await prama.flush()));`);
  assert.equal(out, 2);
  app.open();
  assert.equal((await run("console.log(JSON.stringify(await prama.flush()));")).out, 0);
  assert.deepEqual(numbers(app), [1, 2]);
});

test("the outbox is private and bounded in number and size", async (t) => {
  const { data, run, waiting } = await setUp(t);
  await run('await prama.emitEvent("t", "s");');
  const outbox = join(data, "outbox");
  for (const name of ["", ...waiting()]) assert.equal(statSync(join(outbox, name)).mode & 0o077, 0);
  const { out } = await run(`
    const { limits } = await import(import.meta.resolve(${JSON.stringify(new URL("../dist/outbox.js", import.meta.url).href)}));
    const full = () => prama.emitEvent("t", "s").then(() => null, (error) => error.name);
    limits.events = 1;
    const byNumber = await full();
    limits.events = 10; limits.bytes = 200;
    console.log(JSON.stringify([byNumber, await full()]));`);
  assert.deepEqual(out, ["OutboxFull", "OutboxFull"]);
  assert.equal(waiting().length, 1);
});

test("a broken file and a refused event do not hold up the others", async (t) => {
  const { data, app, run, waiting } = await setUp(t);
  await run('for (const [type, n] of [["t", 1], ["wrong", 2], ["t", 3]]) await prama.emitEvent(type, "s", { n });');
  writeFileSync(join(data, "outbox", "00-broken.json"), "{");
  app.problems.wrong = { status: 422, code: "EVT-002", title: "Not declared." };
  app.open();
  const { err } = await run('await prama.emitEvent("t", "s", { n: 4 });');
  assert.deepEqual([numbers(app), waiting()], [[1, 3, 4], []]);
  assert.match(err, /00-broken\.json cannot be read/);
  assert.match(err, /set aside: Not declared\. \[EVT-002\]/);
});

test("programs that write and send at the same time lose and double nothing", async (t) => {
  const { app, run, waiting } = await setUp(t);
  const write = (from) => run(`for (let n = 0; n < 50; n++) await prama.emitEvent("t", "s", { n: ${from} + n });`);
  await Promise.all([write(0), write(50), write(100)]);
  assert.equal(waiting().length, 150);
  app.open();
  await Promise.all([run("await prama.flush();"), run("await prama.flush();"), run('await prama.emitEvent("t", "s", { n: 150 });')]);
  await run("await prama.flush();");
  const keys = new Map(app.events.map((event) => [event.key, event.data.n]));
  assert.deepEqual([...keys.values()].sort((a, b) => a - b), Array.from({ length: 151 }, (_, n) => n));
  assert.equal(waiting().length, 0);
});
