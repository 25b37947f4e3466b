// The app is stopped, a folder changes, the app is started: the report in the real window is right, and acts.
import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By } from "selenium-webdriver";
import { Page, said, testId } from "./page.mjs";
import { pdf } from "./pdf.mjs";
import { eventually, Session } from "./session.mjs";

const MONITOR = "pdf-monitor-event-source";

let session;
let page;
let scans;

const put = (name, text) => writeFileSync(join(scans, name), pdf(text));
const runs = async () => (await session.api("/api/runs?limit=100")).items;
const finished = (count) =>
  eventually(`${count} finished runs`, async () => {
    const all = await runs();
    return all.length === count && all.every((run) => run.status === "succeeded");
  }, 60_000);

/** Starts the app in the window and opens Home. */
async function open() {
  page = new Page(await session.drive());
  await eventually("the engine", async () => (await page.text(testId("engine-status"))).includes("Engine running"));
}

before(async () => {
  session = await Session.open("catch-up");
  scans = session.folder("home", "Scans");
  await open();
  for (const kind of ["added", "modified", "renamed"]) {
    const trigger = { id: kind, name: `PDF ${kind}`, source: MONITOR, event_type: `pdf_file_${kind}`, workflow_id: "extract-pdf-text", active: true };
    await session.api("/api/triggers", "POST", trigger);
  }
  const config = { folders: [{ path: scans }], settle_ms: 100, catch_up: "ask" };
  await session.api(`/api/event-sources/${MONITOR}/config`, "PUT", config);
  await eventually("the watch", async () => (await session.api(`/api/event-sources/${MONITOR}`)).folders[0]?.state === "watching");
  for (const name of ["changed.pdf", "old-name.pdf", "gone.pdf"]) put(name, name);
  await finished(3);
});

after(() => session?.end());

test("while the app is off the folder changes; at the next start nothing of it runs yet", async () => {
  await session.stopApp();
  put("new-1.pdf", "the first new one");
  put("new-2.pdf", "the second new one");
  put("changed.pdf", "other words than before");
  renameSync(join(scans, "old-name.pdf"), join(scans, "new-name.pdf"));
  rmSync(join(scans, "gone.pdf"));
  await open();
  const row = testId("catch-up-row");
  const title = "While Prama was off: 2 new, 1 changed, 1 renamed, 1 deleted";
  await eventually("the whole report", async () => (await page.text(row)).includes(title));
  await eventually("what waits", async () => (await page.text(row)).includes("4 matches wait for you; nothing of it has run yet."));
  assert.equal((await runs()).length, 3, "nothing ran by itself");
  await page.shoot("catch-up-waiting");
});

test("one file is chosen and runs, the others are skipped", async () => {
  await page.click(testId("catch-up-files"));
  await eventually("five files", async () => (await page.all(testId("catch-up-file"))).length === 5);
  const box = By.css('input[aria-label="Run for new-2.pdf"]');
  await page.click(box);
  await page.click(testId("catch-up-skip-rest"));
  await page.shoot("catch-up-choose");
  const button = await page.find(testId("catch-up-run-chosen"));
  assert.equal(await said(button), "Run 1");
  await button.click();
  await finished(4);
  assert.ok((await runs()).some((run) => run.subject === "new-2.pdf"), "the chosen one ran");
  await eventually("the end of waiting", async () => (await page.text(testId("catch-up-row"))).includes("1 run started."));
  await page.shoot("catch-up-done");
});

test("after the next absence Run all runs all of it", async () => {
  await session.stopApp();
  put("new-3.pdf", "the third new one");
  put("new-4.pdf", "the fourth new one");
  await open();
  await eventually("the new report", async () => (await page.texts(testId("catch-up-row")))[0]?.includes("While Prama was off: 2 new"));
  await page.click(testId("catch-up-run"));
  await finished(6);
  await eventually("the report to say so", async () => (await page.texts(testId("catch-up-row")))[0]?.includes("2 runs started."));
});

test("the biography of a renamed file tells of both names", async () => {
  await page.driver.get((await page.driver.getCurrentUrl()).replace(/\/home.*/, `/files?path=${encodeURIComponent(join(scans, "old-name.pdf"))}`));
  await eventually("where it is", async () => (await page.text(testId("biography-now"))).includes("new-name.pdf"));
  const story = (await page.texts(testId("story-line"))).join("\n");
  assert.match(story, /Renamed from old-name\.pdf to new-name\.pdf/);
  assert.match(story, /succeeded \(PDF added\)/);
  await page.shoot("biography");
});
