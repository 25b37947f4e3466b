// From the empty window to three finished runs: choose a folder, turn on, drop three PDFs, look at a run.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { By, until } from "selenium-webdriver";
import { Page, said, testId } from "./page.mjs";
import { pdf } from "./pdf.mjs";
import { eventually, Session } from "./session.mjs";

const WAIT_MS = 20_000;
const FILES = {
  "invoice-0142.pdf": pdf("Invoice 0142\nTotal due: 1,204.50 EUR", "Terms and conditions\nPage two of the invoice"),
  "contract.pdf": pdf("Contract between Alpha and Beta\nSigned in Hamburg"),
  "scan-882.pdf": pdf("Scan 882\nReceived at the front desk"),
};

let session;
let driver;
let page;
let scans;

/** Goes to a page by the rail, waits for what should be on it, and keeps a picture. */
async function visit(name, path, row = undefined, count = 0) {
  await page.click(By.css(`nav a[href="${path}"]`));
  await driver.wait(until.urlContains(path), WAIT_MS);
  if (row) await eventually(`${count} of ${row}`, async () => (await page.all(testId(row))).length === count);
  await page.shoot(name);
}

before(async () => {
  session = await Session.open("first-run");
  scans = session.folder("home", "Scans");
  driver = await session.drive();
  page = new Page(driver);
});

after(() => session?.end());

test("an empty app opens on the first-run card", async () => {
  await page.find(testId("first-run-card"));
  await eventually("the engine", async () => (await page.text(testId("engine-status"))).includes("Engine running"));
  await page.shoot("home-first-run");
  await session.screenshot("window");
  await page.click(testId("first-run-turn-on"));
  await eventually("the hint", async () => (await page.text(testId("first-run-card"))).includes("Choose a folder first"));
});

test("the system's own dialog chooses the folder", async () => {
  await page.click(testId("first-run-choose"));
  const others = () => session.windows((title) => title !== "Prama");
  const dialog = await eventually("the folder dialog", async () => (await others())[0]);
  assert.equal((await session.api("/api/status")).state, "running", "the engine works on while the dialog is open");
  // Keys go to whichever window is active: only to the dialog, then.
  await eventually("the dialog to be active", async () => {
    await session.tool("xdotool", "windowactivate", dialog);
    return Number(await session.tool("xdotool", "getactivewindow")) === dialog;
  });
  await session.tool("xdotool", "key", "ctrl+l");
  await session.tool("xdotool", "type", "--delay", "5", scans);
  await session.screenshot("folder-dialog");
  await session.tool("xdotool", "key", "Return");
  const field = await page.find(testId("first-run-folder"));
  await eventually("the folder in the card", async () => (await field.getAttribute("value")).endsWith("Scans"));
  await eventually("what is in it", async () => (await page.text(testId("first-run-card"))).includes("0 PDFs inside"));
  await eventually("the end of the dialog", async () => (await others()).length === 0);
});

test("three PDFs become three finished runs without a reload", async () => {
  await driver.executeScript("window.sameDocument = true");
  await page.click(testId("first-run-turn-on"));
  await page.find(testId("first-run-watching"));
  await eventually("the watch", async () => (await page.text(testId("engine-status"))).includes("1 folder watched"));
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(scans, name), bytes);
  const states = By.css('[data-testid="first-run-row"] [data-testid="first-run-status"]');
  const finished = async () => {
    const said = await page.texts(states);
    return said.length === 3 && said.every((state) => state === "Succeeded");
  };
  await eventually("three finished runs", finished, 60_000);
  await page.shoot("home-three-runs");
  assert.equal(await driver.executeScript("return window.sameDocument"), true, "the page was reloaded");
});

test("every page can be visited", async () => {
  await visit("home", "/home");
  await visit("sources", "/sources");
  await visit("events", "/events", "event-row", 3);
  await eventually("the three files", async () => {
    const rows = (await page.texts(testId("event-row"))).join("\n");
    return Object.keys(FILES).every((name) => rows.includes(name.split(".")[0]));
  });
  await visit("triggers", "/triggers", "trigger-row", 1);
  await visit("workflows", "/workflows");
  await visit("settings", "/settings");
  await visit("runs", "/runs", "run-row", 3);
});

test("a run shows its steps, the extracted text and the log", async () => {
  const rows = await page.all(testId("run-row"));
  const subjects = await Promise.all(rows.map(said));
  const index = subjects.findIndex((subject) => subject.includes("invoice-0142"));
  assert.ok(index >= 0, `no run of invoice-0142.pdf in ${JSON.stringify(subjects)}`);
  await rows[index].click();
  await driver.wait(until.urlMatches(/\/runs\/[0-9a-f-]{36}/), WAIT_MS);
  await eventually("both steps", async () => (await page.all(testId("step-row"))).length === 2);
  const tab = (name) => page.click(By.xpath(`//*[@role="tab"][normalize-space()="${name}"]`));
  await tab("Output");
  await eventually("the extracted text", async () => (await page.text(testId("output-text"))).includes("1,204.50"));
  await page.shoot("run-output");
  await tab("Log");
  const log = await eventually("log lines", async () => (await page.texts(testId("log-line"))).join("\n"));
  assert.match(log, /pages/, "the log tells what the steps did");
  await page.shoot("run-log");
});

test("the engine keeps the same books", async () => {
  const { items } = await session.api("/api/runs");
  assert.deepEqual(items.map((run) => run.status), ["succeeded", "succeeded", "succeeded"]);
  assert.deepEqual(items.map((run) => run.subject).sort(), Object.keys(FILES).sort());
});
