// A source that the app started, as the app sees it: what it says, what goes to its log, how it ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Hosted } from "./support.mjs";

const SDK = 'import * as prama from "@prama/sdk";\n';

test("events arrive in order with key and user, and the source ends when it has nothing more to do", async (t) => {
  const app = new Hosted(t, `${SDK}
    for (let n = 0; n < 3; n++) await prama.emitEvent("tick", "test", { n }, { userId: "u", key: String(n) });`);
  assert.equal(await app.ended, 0, app.stderr);
  assert.deepEqual(app.events.map((e) => [e.event_type, e.source, e.data.n, e.key]), [
    ["tick", "test", 0, "0"],
    ["tick", "test", 1, "1"],
    ["tick", "test", 2, "2"],
  ]);
  assert.equal(app.events[0].metadata.user_id, "u");
});

for (const [file, code, files] of [
  ["main.mjs", 'import { emitEvent } from "@prama/sdk"; await emitEvent("tick");', {}],
  ["main.js", 'import { emitEvent } from "@prama/sdk"; await emitEvent("tick");', { "package.json": '{"type":"module"}' }],
  ["main.cjs", 'const { emitEvent } = require("@prama/sdk"); emitEvent("tick");', {}],
  ["main.js", 'const { emitEvent } = require("@prama/sdk"); emitEvent("tick");', {}],
  ["main.mjs", 'import "./lib/part.mjs";', { "lib/part.mjs": 'import { emitEvent } from "@prama/sdk"; await emitEvent("tick");' }],
]) {
  test(`${file} (${files["package.json"] ?? code.slice(0, 22)}) finds the SDK without installing it`, async (t) => {
    const app = new Hosted(t, code, { file, files });
    assert.equal(await app.ended, 0, app.stderr);
    assert.equal(app.events.length, 1);
    assert.equal(app.stderr, "");
  });
}

test("a copy that the source brings itself comes first", async (t) => {
  const files = {
    "node_modules/@prama/sdk/package.json": '{"name":"@prama/sdk","type":"module","exports":"./own.js"}',
    "node_modules/@prama/sdk/own.js": 'export const whose = "own";',
  };
  const app = new Hosted(t, 'import { whose } from "@prama/sdk"; console.error(whose);', { files });
  assert.equal(await app.ended, 0, app.stderr);
  assert.equal(app.stderr, "own\n");
});

test("a package that is nowhere is reported as Node does", async (t) => {
  const app = new Hosted(t, 'import "@prama/other";');
  assert.equal(await app.ended, 1);
  assert.match(app.stderr, /Cannot find package '@prama\/other'/);
});

test("TypeScript runs where Node can, else it says what is needed", async (t) => {
  const app = new Hosted(t, 'import { emitEvent } from "@prama/sdk";\nconst n: number = 1;\nawait emitEvent("tick", null, { n });', {
    file: "main.ts",
    files: { "package.json": '{"type":"module"}' },
  });
  const exit = await app.ended;
  if (process.features.typescript) {
    assert.deepEqual([exit, app.events.length], [0, 1], app.stderr);
  } else {
    assert.equal(exit, 1);
    assert.match(app.stderr, /TypeScript, which Node 22\.18 and newer run; this is Node \d+/);
  }
});

test("a refused event throws with code and reason; in a batch it does not hold up the others", async (t) => {
  const app = new Hosted(t, `${SDK}
    const error = await prama.emitEvent("wrong", "test").catch((e) => e);
    const batch = await prama.emitBatch([
      { eventType: "right", data: { n: 1 } }, { eventType: "wrong" }, { eventType: "right", data: { n: 2 } },
    ]);
    await prama.emitEvent("right", null, {
      code: error.code, reason: error.reason, known: error instanceof prama.EventRejected,
      batch: batch.map((o) => o instanceof prama.EventRejected ? o.code : o.eventId),
    });`);
  app.reject.wrong = ["EVT-002", "not declared"];
  assert.equal(await app.ended, 0, app.stderr);
  assert.deepEqual(app.events.at(-1).data, {
    code: "EVT-002", reason: "not declared", known: true, batch: ["e2", "EVT-002", "e4"],
  });
});

test("ten thousand events at once neither stop the pipe nor get lost", async (t) => {
  const app = new Hosted(t, `${SDK}
    const data = { text: "x".repeat(200) };
    const done = await prama.emitBatch(Array.from({ length: 10_000 }, (_, n) => ({ eventType: "tick", data: { n, ...data } })));
    prama.log.info(String(done.filter((r) => r.eventId).length));`);
  await app.until(() => app.methods.length >= 1);
  app.holds = true;
  assert.equal(await app.ended, 0, app.stderr);
  assert.equal(app.events.length, 10_000);
  assert.ok(app.events.every((event, n) => event.data.n === n));
  assert.deepEqual(app.logged, [["info", "10000"]]);
  assert.ok(app.unanswered <= 64, `${app.unanswered} events without an answer`);
});

test("an event longer than a line may be is refused here, not lost", async (t) => {
  const app = new Hosted(t, `${SDK}
    const error = await prama.emitEvent("tick", null, { text: "x".repeat(262_144) }).catch((e) => e);
    await prama.emitEvent("tick", null, { code: error.code });`);
  assert.equal(await app.ended, 0, app.stderr);
  assert.deepEqual(app.events.map((e) => e.data), [{ code: "EVT-005" }]);
});

test("configuration, id and checkpoints", async (t) => {
  const app = new Hosted(t, `${SDK}
    const at = await prama.loadCheckpoint();
    await prama.emitEvent("row", null, { ...prama.config(), id: prama.sourceId(), at }, { checkpoint: at + 1 });
    await prama.checkpoint((await prama.loadCheckpoint()) + 1);`, { config: { folder: "/a" }, checkpoint: 41 });
  assert.equal(await app.ended, 0, app.stderr);
  assert.deepEqual(app.events[0].data, { folder: "/a", id: "test", at: 41 });
  assert.deepEqual([app.events[0].checkpoint, app.kept], [42, [43]]);
});

test("what is printed goes to the log, and programs it starts do not take the pipe", async (t) => {
  const app = new Hosted(t, `${SDK}
    import { execFileSync } from "node:child_process";
    console.log({ looks: "like JSON" });
    console.log(execFileSync("node", ["-e", "console.log(String(process.env.PRAMA_PROTOCOL))"], { encoding: "utf8" }));
    prama.log.warn("careful");`);
  assert.equal(await app.ended, 0, app.stderr);
  assert.match(app.stderr, /\{ looks: 'like JSON' \}\nundefined\n/);
  assert.deepEqual(app.logged, [["warn", "careful"]]);
});

test("an uncaught error is logged by name and ends the source with exit code 1", async (t) => {
  const app = new Hosted(t, `${SDK} await prama.emitEvent("wrong");`);
  app.reject.wrong = ["EVT-002", "not declared"];
  assert.equal(await app.ended, 1);
  assert.deepEqual(app.logged, [["error", "EventRejected: not declared [EVT-002]"]]);
  assert.match(app.stderr, /main\.mjs/);
});

test("a loop over sleep ends when asked, after its last words", async (t) => {
  const app = new Hosted(t, `${SDK}
    const rest = () => { const done = prama.sleep(3_600_000); prama.log.info("resting"); return done; };
    do await prama.emitEvent("tick"); while (await rest());
    console.error("last words");`);
  await app.until(() => app.logged.length === 1);
  app.say({ method: "shutdown" });
  assert.equal(await app.ended, 0);
  assert.equal(app.stderr, "last words\n");
});

test("a source that does not listen ends at once; one that does is given time", async (t) => {
  const deaf = new Hosted(t, `${SDK} await prama.emitEvent("tick"); setInterval(() => {}, 1000);`);
  await deaf.eventually(1);
  deaf.process.kill("SIGTERM");
  assert.equal(await deaf.ended, 0);
  const tidy = new Hosted(t, `${SDK}
    prama.onStop(async () => { await new Promise((done) => setTimeout(done, 50)); console.error("put away"); });
    await prama.emitEvent("tick");
    setInterval(() => {}, 1000);`);
  await tidy.eventually(1);
  tidy.process.kill("SIGTERM");
  assert.equal(await tidy.ended, 0);
  assert.equal(tidy.stderr, "put away\n");
});

test("what the stop interrupts is no crash", async (t) => {
  const app = new Hosted(t, `${SDK}
    import { setTimeout as wait } from "node:timers/promises";
    await prama.emitEvent("tick");
    await wait(3_600_000, undefined, { signal: prama.stopSignal() });`);
  await app.eventually(1);
  app.say({ method: "shutdown" });
  assert.equal(await app.ended, 0, app.stderr);
  assert.deepEqual([app.stderr, app.logged], ["", []]);
});

test("it ends when the app is gone", async (t) => {
  const app = new Hosted(t, `${SDK} await prama.emitEvent("tick"); setInterval(() => {}, 1000);`);
  await app.eventually(1);
  app.process.stdin.end();
  assert.equal(await app.ended, 0);
});

test("the heartbeat is asked for and answered by the event loop", async (t) => {
  const app = new Hosted(t, `${SDK} await prama.heartbeat(); await prama.emitEvent("tick"); setInterval(() => {}, 1000);`);
  await app.eventually(1);
  assert.equal(app.handshake.heartbeat, true);
  app.say({ id: 7, method: "ping" });
  await app.until(() => app.answers.length > 0);
  assert.deepEqual(app.answers, [{ jsonrpc: "2.0", id: 7, result: {} }]);
});
