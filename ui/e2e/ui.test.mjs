// The window in Chromium against a real engine, from the first launch on. The tests build on each other: one person's day.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";
import { pdf } from "./pdf.mjs";

const PDF_SOURCE = "pdf-monitor-event-source";
let prama;
let chrome;
const scans = tempFolder("scans");

before(async () => {
  prama = await engine();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

/** Counts what a hand would do; native dialogs are not used here. */
async function clicksOf(page) {
  await page.evaluate(() => {
    window.clickCount = 0;
    window.addEventListener(
      "click",
      (event) => event.isTrusted && event.detail > 0 && window.clickCount++,
      true,
    );
  });
  return () => page.evaluate(() => window.clickCount);
}

test("first run: from launch to a finished run of a dropped PDF, within eight clicks", async () => {
  const old = ["old-1.pdf", "old-2.pdf", "old-3.pdf"];
  for (const name of old) writeFileSync(join(scans, name), pdf(`already here: ${name}`));
  const { page, context, complaints } = await signedIn(chrome, prama);
  assert.ok(!page.url().includes("token"), "the token stays out of the address bar");
  const clicks = await clicksOf(page);
  const home = (await prama.api("GET", "/api/home")).body;
  if (!home.first_run) await page.getByRole("button", { name: "Watch a folder…" }).click();

  const card = page.getByTestId("first-run-card");
  await card.getByLabel("When a PDF is added to").fill(scans);
  await card.getByText("3 PDFs inside, readable").waitFor();
  await card.getByLabel("also run for the 3 PDFs already in this folder").check();
  await card.getByRole("button", { name: "Turn on" }).click();

  const watching = page.getByTestId("first-run-watching");
  await watching.waitFor();
  await watching.getByText("Ran for 3 files that were there.").waitFor();
  for (const name of old) await watching.getByText(name).waitFor();
  writeFileSync(join(scans, "invoice-0142.pdf"), pdf("ACME invoice 142", "second page", "third page"));
  const row = watching.getByTestId("first-run-row").filter({ hasText: "invoice-0142.pdf" });
  await row.getByText("Succeeded").waitFor();
  await row.getByText(/matched (?:< )?[\d.]+ s · ran [\d.]+ s · 3 pages of text/).waitFor();
  await row.getByRole("link", { name: "See the run" }).click();
  await page.waitForURL(/\/runs\/.+/);
  await page.getByRole("heading", { level: 1 }).filter({ hasText: "invoice-0142.pdf" }).waitFor();
  assert.ok((await clicks()) <= 8, `took ${await clicks()} clicks`);

  const runs = (await prama.api("GET", "/api/runs?limit=10")).body;
  assert.deepEqual(runs.items.map((run) => [run.subject, run.status]).sort(), [
    ["invoice-0142.pdf", "succeeded"],
    ...old.map((name) => [name, "succeeded"]),
  ]);
  const { config } = (await prama.api("GET", `/api/event-sources/${PDF_SOURCE}`)).body;
  assert.deepEqual(
    config.folders,
    [{ path: scans, recursive: false }],
    "the wish is the trigger's, not the folder's",
  );
  assert.deepEqual(complaints, []);
  await context.close();
});

test("why nothing ran: two clicks from Home to expected and actual", async () => {
  const triggers = (await prama.api("GET", "/api/triggers")).body.items;
  for (const trigger of triggers) await prama.api("POST", `/api/triggers/${trigger.id}/disable`);
  const created = await prama.api("POST", "/api/triggers", {
    name: "Invoices only",
    source: PDF_SOURCE,
    event_type: "pdf_file_added",
    workflow_id: "extract-pdf-text",
    conditions: { all: [{ field: "filename", op: "contains", value: "invoice" }] },
    active: true,
  });
  assert.equal(created.status, 201);
  const { page, context } = await signedIn(chrome, prama);
  writeFileSync(join(scans, "notes.pdf"), pdf("nothing to see"));
  const file = page.getByTestId("recent-file").filter({ hasText: "notes.pdf" });
  await file.getByText("Nothing matched").waitFor();
  await file.getByRole("link", { name: /Why/ }).click();
  const decision = page.getByTestId("decision-row").filter({ hasText: "Invoices only" });
  await decision.getByText("no match, 0 of 1 passed").waitFor();
  const cells = await decision.getByRole("row").nth(1).getByRole("cell").allTextContents();
  assert.deepEqual(cells.slice(0, 2), ["invoice", "notes.pdf"]);
  for (const trigger of triggers) await prama.api("POST", `/api/triggers/${trigger.id}/enable`);
  await context.close();
});

test("a refused event is kept, explained, and sent again the right way", async () => {
  const wrong = await prama.api("POST", "/api/events/process", {
    event_type: "pdf_file_added",
    source: "PDF-monitor-event-source",
    data: { filename: "case.pdf" },
  });
  assert.ok(wrong.status >= 400);
  const { page, context } = await signedIn(chrome, prama, "/events?outcome=rejected");
  await page.getByTestId("event-row").first().click();
  const rejection = page.getByTestId("event-rejection");
  await rejection.getByText("EVT-001").waitFor();
  await rejection
    .getByText(new RegExp(`Did you mean .?${PDF_SOURCE}`))
    .first()
    .waitFor();
  await rejection.getByRole("button", { name: `Send again as ${PDF_SOURCE}` }).waitFor();
  await context.close();
});

test("live: an event from outside shows up in the open list without a reload", async () => {
  const { page, context } = await signedIn(chrome, prama, `/events?source=${PDF_SOURCE}`);
  await page.getByTestId("event-row").first().waitFor();
  writeFileSync(join(scans, "while-looking.pdf"), pdf("live"));
  await page.getByTestId("event-row").filter({ hasText: "while-looking.pdf" }).waitFor();
  await context.close();
});

test("sources: stop and start, and a configuration that is applied and undone", async () => {
  const { page, context } = await signedIn(chrome, prama, `/sources/${PDF_SOURCE}?tab=config`);
  const before = (await prama.api("GET", `/api/event-sources/${PDF_SOURCE}`)).body.config;
  const quiet = page.getByLabel(/^Quiet time/);
  await quiet.fill("3"); // seconds
  await page.getByTestId("config-apply").click();
  await until(
    "the new setting",
    async () => (await prama.api("GET", `/api/event-sources/${PDF_SOURCE}`)).body.config.settle_ms === 3000,
  );
  await page.getByRole("button", { name: "Undo" }).click();
  await until(
    "the old setting",
    async () =>
      (await prama.api("GET", `/api/event-sources/${PDF_SOURCE}`)).body.config.settle_ms === before.settle_ms,
  );
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByTestId("source-state").filter({ hasText: "Off" }).waitFor();
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByTestId("source-state").filter({ hasText: "Running" }).waitFor();
  await context.close();
});

test("keyboard: pages, lists, palette and pause without a pointer", async () => {
  const { page, context } = await signedIn(chrome, prama);
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await page.waitForURL(/\/events/);
  const first = page.getByTestId("event-row").first();
  await first.waitFor();
  await first.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/events\/.+/);
  await page.getByTestId("event-detail").waitFor();

  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "INPUT");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  assert.match(page.url(), /\/events/, "letters stay in the text field");

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Type a command/ }).waitFor();
  await page.keyboard.type("settings");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/settings/);
  await page.keyboard.press("Control+Shift+Period");
  await page.getByRole("button", { name: "Resume all" }).waitFor();
  await page.getByRole("button", { name: "Resume all" }).press("Enter");
  await page.getByRole("button", { name: "Pause all" }).waitFor();
  await context.close();
});

test("accessibility: every page, light and dark, and no complaint of the browser", async () => {
  const { body: events } = await prama.api("GET", "/api/events?limit=1");
  const { body: runs } = await prama.api("GET", "/api/runs?limit=1");
  const { body: triggers } = await prama.api("GET", "/api/triggers");
  const routes = [
    "/home",
    "/sources",
    ...["types", "live", "config", "log", "manifest"].map((tab) => `/sources/${PDF_SOURCE}?tab=${tab}`),
    "/events",
    `/events/${events.items[0].id}`,
    `/events/${events.items[0].id}?tab=payload`,
    "/triggers",
    "/triggers/new",
    `/triggers/${triggers.items[0].id}`,
    `/triggers/${triggers.items[0].id}/why`,
    "/workflows",
    "/workflows/extract-pdf-text",
    "/runs",
    `/runs/${runs.items[0].id}`,
    "/settings",
    "/settings/keyboard",
    "/settings/api",
    "/settings/about",
    "/no-such-page",
  ];
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    const { page, context, complaints } = await signedIn(chrome, prama, "/home", {
      colorScheme,
      reducedMotion: "reduce",
    });
    for (const route of routes) {
      await page.goto(prama.url + route);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => !document.querySelector(".skeleton-row"));
      for (const line of await axe(page)) found.push(`${colorScheme} ${route}: ${line}`);
    }
    for (const line of complaints) found.push(`${colorScheme} console: ${line}`);
    await context.close();
  }
  assert.deepEqual(found, []);
});

test("weight: the first page needs at most 280 KiB, compressed", async () => {
  const context = await chrome.newContext();
  const page = await context.newPage();
  const bodies = [];
  page.on("response", (answer) => {
    if (/\.(js|css)$/.test(new URL(answer.url()).pathname)) bodies.push(answer.body());
  });
  await page.goto(`${prama.url}/home#token=${prama.token}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const kib = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024;
  assert.ok(kib > 50 && kib <= 280, `${kib.toFixed(1)} KiB`);
  await context.close();
});

test("reflow: at 320 pixels nothing scrolls sideways", async () => {
  const { page, context } = await signedIn(chrome, prama, "/home", { viewport: { width: 320, height: 640 } });
  for (const route of ["/home", "/sources", "/events", "/triggers", "/workflows", "/runs", "/settings"]) {
    await page.goto(prama.url + route);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${route} is ${over} px too wide`);
  }
  await context.close();
});
