// A source of one's own in the real window: put there, trusted, configured, seen live, broken, mended.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, until } from "selenium-webdriver";
import { Page, testId } from "./page.mjs";
import { eventually, Session } from "./session.mjs";

const WAIT_MS = 20_000;
const MANIFEST = {
  type: "event-source",
  id: "greeter",
  name: "Greeter",
  description: "Greets someone four times a second",
  version: "1.0.0",
  eventTypes: [
    {
      type: "greeted",
      label: "Greeted",
      description: "Somebody was greeted",
      schema: { type: "object", required: ["who"], properties: { who: { type: "string" } } },
    },
  ],
  configSchema: {
    type: "object",
    properties: { who: { type: "string", title: "Whom to greet", default: "nobody yet" } },
  },
  entry: { command: ["sh", "run.sh"] },
};
const SCRIPT = `who=$(printf %s "$PRAMA_CONFIG" | sed 's/.*"who":"\\([^"]*\\)".*/\\1/')
while true; do
  echo "{\\"event_type\\": \\"greeted\\", \\"data\\": {\\"who\\": \\"$who\\"}}"
  sleep 0.25
done
`;
const GOOD = `${JSON.stringify(MANIFEST, null, 2)}\n`;
const BROKEN = GOOD.replace('"1.0.0"', '"1.0"');

let session;
let driver;
let page;
let folder;
let opened;

const state = (word) =>
  eventually(`the state "${word}"`, async () => (await page.text(testId("source-state"))).includes(word));
const tab = (name) => page.click(By.xpath(`//*[@role="tab"][starts-with(normalize-space(), "${name}")]`));
const button = (name) => By.xpath(`//button[normalize-space()="${name}"]`);

before(async () => {
  session = await Session.open("sources");
  // Stands for the system's editor: notes what it was asked to open.
  opened = join(session.folder("opened"), "path");
  const bin = session.folder("bin");
  writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > "${opened}"\n`);
  chmodSync(join(bin, "xdg-open"), 0o755);
  session.env.PATH = `${bin}:${session.env.PATH}`;
  driver = await session.drive();
  page = new Page(driver);
  await page.find(testId("first-run-card"));
  folder = join((await session.api("/api/status")).data_dir, "event-sources", "greeter");
});

after(() => session?.end());

test("a folder that is put there while the app runs shows up and waits", async () => {
  await page.click(By.css('nav a[href="/sources"]'));
  await page.find(testId("source-row"));
  mkdirSync(folder);
  writeFileSync(join(folder, "run.sh"), SCRIPT);
  writeFileSync(join(folder, "plugin.json"), GOOD);
  const row = await eventually("its row", () => page.withText(testId("source-row"), "Greeter"));
  await row.click();
  await state("Not trusted yet");
  assert.match(await page.text(testId("trust-panel")), /sh run\.sh/, "what it would run is shown");
  await page.shoot("source-untrusted");
});

test("trusted, it runs and its events are seen live", async () => {
  await page.click(testId("trust-button"));
  await page.click(testId("trust-confirm"));
  await state("Running");
  await tab("Live");
  await eventually("a greeting", async () => (await page.texts(testId("live-row"))).join().includes("nobody yet"));
  await page.shoot("source-live");
});

test("configured, it starts again with what was asked for", async () => {
  await tab("Configuration");
  const field = await page.find(By.xpath('//label[contains(., "Whom to greet")]/following::input[1]'));
  await field.sendKeys("Marta");
  await page.click(testId("config-apply"));
  await tab("Live");
  await eventually("the new name", async () => (await page.texts(testId("live-row"))).join().includes("Marta"));
  await state("Running");
});

test("a broken manifest is framed with its place, and the last good version goes on", async () => {
  writeFileSync(join(folder, "plugin.json"), BROKEN);
  const line = BROKEN.split("\n").findIndex((text) => text.includes('"1.0"')) + 1;
  await page.find(testId("broken-edit"));
  await state("Running");
  await tab("Manifest");
  const frame = async () => page.text(testId("invalid-frame"));
  await eventually("the place", async () => (await frame()).includes(`at line ${line}, column`));
  await page.shoot("source-broken");
  await page.click(button("Open in editor"));
  await eventually("the editor", () => existsSync(opened) && readFileSync(opened, "utf8").endsWith("greeter/plugin.json"));
});

test("mended, the frame goes and it runs", async () => {
  const frame = await page.find(testId("invalid-frame"));
  writeFileSync(join(folder, "plugin.json"), GOOD);
  await driver.wait(until.stalenessOf(frame), WAIT_MS);
  await state("Running");
  const before = (await session.api("/api/event-sources/greeter")).events_total;
  await eventually("more events", async () => (await session.api("/api/event-sources/greeter")).events_total > before);
});
