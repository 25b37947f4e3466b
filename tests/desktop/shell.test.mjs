// What the window is wrapped in: closing, second start, tray, notifications, login, signals, and no display at all.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Panel } from "./panel.mjs";
import { pdf } from "./pdf.mjs";
import { eventually, PROGRAM, Session } from "./session.mjs";

let session;
let panel;

beforeEach(async (context) => {
  session = await Session.open(`shell-${context.name.replace(/\W+/g, "-")}`);
});

afterEach(async () => {
  panel?.end();
  await session?.end();
  panel = undefined;
});

const windows = () => session.windows((title) => title === "Prama");
const shown = () => eventually("the window", async () => (await windows()).length === 1);
const gone = () => eventually("the window to go", async () => (await windows()).length === 0);

async function withPanel() {
  panel = new Panel(session);
  await panel.next("ready");
}

test("closed, the app keeps watching; a second start brings the window back", async () => {
  await withPanel();
  const app = session.app();
  await shown();
  await panel.next("icon");
  await session.tool("wmctrl", "-c", "Prama");
  await gone();
  assert.equal((await session.api("/api/status")).state, "running");
  const second = session.app();
  const [code] = await second.ended;
  assert.equal(code, 0);
  await shown();
  assert.equal(app.exitCode, null);
});

test("without a tray, closing only minimises", async () => {
  session.app();
  await shown();
  await session.tool("wmctrl", "-c", "Prama");
  await gone();
  assert.match(await session.tool("wmctrl", "-l"), /Prama/, "the window is still in the task list");
});

test("the tray menu pauses, starts at login, opens and quits", async () => {
  await withPanel();
  const app = session.app(["--hidden"]);
  await panel.next("icon");
  await session.endpoint();
  assert.deepEqual(await windows(), [], "a hidden start shows no window");
  await eventually("the menu to tell the state", async () => (await panel.menu())[0].startsWith("Watching"));
  assert.deepEqual((await panel.menu()).slice(1), ["Open Prama", "Pause", "Start at login", "Quit and stop watching"]);

  await panel.click("Pause");
  await eventually("the pause", async () => (await session.api("/api/status")).state === "paused");
  await eventually("Resume in the menu", async () => (await panel.menu()).includes("Resume"));
  await panel.click("Resume");
  await eventually("the end of the pause", async () => (await session.api("/api/status")).state === "running");

  const entry = join(session.env.XDG_CONFIG_HOME, "autostart", "Prama.desktop");
  await panel.click("Start at login");
  await eventually("the login entry", () => existsSync(entry));
  assert.match(readFileSync(entry, "utf8"), /^Exec=.*prama-desktop.* --hidden$/m);

  await panel.click("Open Prama");
  await shown();
  await panel.click("Quit and stop watching");
  const [code] = await app.ended;
  assert.equal(code, 0);
  assert.equal(existsSync(join(session.env.XDG_DATA_HOME, "prama", "endpoint.json")), false, "no stale address is left");
});

test("a failed run is told once, and a click on it opens the window", async () => {
  await withPanel();
  session.app(["--hidden"]);
  await session.endpoint();
  const workflow = { name: "Fails", steps: [{ id: "x", type: "command.run", with: { argv: ["false"] } }] };
  const { id } = await session.api("/api/workflows", "POST", workflow);
  const when = { source: "pdf-monitor-event-source", event_type: "pdf_file_added", workflow_id: id };
  await session.api("/api/triggers", "POST", { name: "Fails", ...when, active: true });
  const scans = session.folder("home", "Scans");
  const config = { folders: [{ path: scans }] };
  await session.api("/api/event-sources/pdf-monitor-event-source/config", "PUT", config);
  const source = () => session.api("/api/event-sources/pdf-monitor-event-source");
  await eventually("the watch", async () => (await source()).folders[0]?.state === "watching");
  for (const name of ["one.pdf", "two.pdf"]) writeFileSync(join(scans, name), pdf(name));
  const runs = async () => (await session.api("/api/runs?status=failed")).items;
  await eventually("two failed runs", async () => (await runs()).length === 2, 30_000);
  const { title } = await panel.next("notification");
  assert.match(title, /^Fails failed: (one|two)\.pdf$/);
  panel.tap();
  await shown();
  assert.equal(panel.heard.filter((message) => "notification" in message).length, 0, "the second is only counted");
});

test("SIGTERM ends the app cleanly", async () => {
  const app = session.app();
  await session.endpoint();
  app.kill("SIGTERM");
  assert.deepEqual(await app.ended, [0, null]);
});

test("without a display it says so and ends", () => {
  const { DISPLAY: _, ...env } = session.env;
  const done = spawnSync(PROGRAM, [], { env, encoding: "utf8", timeout: 10_000 });
  assert.equal(done.status, 1);
  assert.match(done.stderr, /has no display.*prama serve/);
  assert.doesNotMatch(done.stderr, /panicked/);
});
