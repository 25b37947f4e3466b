// Triggers that can be asked, in Chromium against a real engine: budgets of clicks and keys, and the editor's flows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { counted, press } from "./budget.mjs";
import { axe, browser, engine, signedIn, tempFolder } from "./lib.mjs";

const PDF = "pdf-monitor-event-source";
const FROM_ANYWHERE = ["/home", "/sources", "/workflows", "/runs", "/settings/general", "/triggers/new"];
let prama;
let chrome;

/** Events as the folder driver would send them; every fourth carries an undeclared number of pages. */
async function send(name, extra = {}) {
  const answer = await prama.api("POST", "/api/events/process", {
    event_type: "pdf_file_added",
    source: PDF,
    data: {
      filename: name,
      file_path: `/srv/scans/${name}`,
      file_size: 310_000,
      content_type: "application/pdf",
      file_hash: Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64),
      source_folder: "/srv/scans",
      modified_at: "2026-05-04T08:30:00Z",
      detected_at: "2026-05-04T08:30:02Z",
      ...extra,
    },
  });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body.event_id;
}
const triggers = async () => (await prama.api("GET", "/api/triggers")).body.items;
async function create(name, conditions, more = {}) {
  const answer = await prama.api("POST", "/api/triggers", {
    name,
    source: PDF,
    event_type: "pdf_file_added",
    workflow_id: "extract-pdf-text",
    conditions,
    active: true,
    ...more,
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

before(async () => {
  prama = await engine();
  chrome = await browser();
  const folders = [{ path: tempFolder("triggers"), recursive: true }];
  assert.equal((await prama.api("PUT", `/api/event-sources/${PDF}/config`, { folders })).status, 200);
  await prama.api("POST", `/api/event-sources/${PDF}/start`);
  for (let i = 0; i < 12; i++) {
    await send(`invoice-${100 + i}.pdf`, i % 4 === 0 ? { pages: i + 1 } : {});
    await send(`notes-${i}.pdf`);
  }
  await send("invoice-big.pdf", { file_size: 38_000_000 });
  await create("Misspelt", { all: [{ field: "filename", op: "contains", value: "invioce" }] });
  await send("invoice-last.pdf");
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

test("why did my trigger not fire: two clicks from anywhere, by the trigger and by the event", async () => {
  for (const from of FROM_ANYWHERE) {
    const { page, context } = await signedIn(chrome, prama, from);
    const count = await counted(page);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Triggers" }).click();
    await page
      .getByTestId("trigger-row")
      .filter({ hasText: "Misspelt" })
      .getByRole("link", { name: "Why not?" })
      .click();
    await page.getByTestId("why-link").filter({ hasText: "Did the conditions let one through?" }).waitFor();
    assert.deepEqual(await count(), { clicks: 2, keys: 0 }, from);
    await context.close();
  }
  const { page, context } = await signedIn(chrome, prama, "/home");
  const count = await counted(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Events" }).click();
  await page.getByTestId("event-row").filter({ hasText: "invoice-last.pdf" }).click();
  await page.getByTestId("decision-row").filter({ hasText: "Misspelt" }).getByText("invioce").waitFor();
  assert.deepEqual(await count(), { clicks: 2, keys: 0 });
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test("why did my trigger not fire: the same by keyboard", async () => {
  for (const from of FROM_ANYWHERE) {
    const { page, context } = await signedIn(chrome, prama, from);
    if (from === "/triggers/new") await press(page, "Escape");
    const count = await counted(page);
    await press(page, "g", "t");
    await page.locator("[data-testid=trigger-row]:focus").waitFor();
    await press(page, "w");
    await page.getByTestId("why-link").first().waitFor();
    const { clicks, keys } = await count();
    assert.equal(clicks, 0);
    assert.ok(keys <= 4, `${keys} keys from ${from}`);
    await context.close();
  }
});

test("a trigger that never matched says so, with the nearest value, and takes it as a draft", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/triggers");
  const row = page.getByTestId("trigger-row").filter({ hasText: "Misspelt" });
  await row.getByText("0 of 1 events matched").waitFor();
  await row.getByRole("link", { name: "Why not?" }).click();
  const never = page.getByTestId("never-matched");
  await never.getByText('1 event, 0 matches. Every one failed "filename contains invioce".').waitFor();
  assert.deepEqual(await axe(page), []);
  await never.getByRole("button", { name: 'Use "invoice": 14 matches' }).click();
  await page.getByText("Draft, not live · 1 change vs live").waitFor();
  await page.getByTestId("preview-count").filter({ hasText: "Would match 14 of 26" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a new trigger with two conditions takes at most 25 keys", async () => {
  const { page, context } = await signedIn(chrome, prama, "/triggers");
  await page.getByTestId("trigger-row").first().waitFor();
  const count = await counted(page);
  const type = (text) => page.keyboard.type(text);
  await press(page, "n");
  await page.locator("#trigger-when:focus").waitFor();
  await press(page, "Enter");
  await page.getByRole("textbox", { name: "Search: Event source and type" }).waitFor();
  await type("pdf file added");
  await press(page, "Enter");
  await page.locator("#trigger-when:focus").waitFor();
  await press(page, "Tab", "Enter");
  await page.getByRole("textbox", { name: "Search: Field" }).waitFor();
  await type("filename");
  await press(page, "Enter");
  await page.locator("#if-0-field:focus").waitFor();
  await press(page, "Tab", "Tab");
  await type("invoice");
  await press(page, "Enter");
  await page.getByRole("textbox", { name: "Search: Field" }).waitFor();
  await type("file_size");
  await press(page, "Enter");
  await page.locator("#if-1-field:focus").waitFor();
  await press(page, "Tab", "Enter");
  await page.getByRole("textbox", { name: "Search: Operator" }).waitFor();
  await type("<");
  await press(page, "Enter");
  await page.locator("#if-1-op:focus").waitFor();
  await press(page, "Tab");
  await type("20");
  const run = page.locator("#trigger-run:focus");
  for (let i = 0; i < 10 && (await run.count()) === 0; i++) await press(page, "Tab");
  await press(page, "Enter");
  await page.getByRole("textbox", { name: "Search: Workflow" }).waitFor();
  await type("extract");
  await press(page, "Enter");
  await run.waitFor();
  await page.getByTestId("preview-count").filter({ hasText: "Would match 13 of 26" }).waitFor();
  await press(page, "Control+Enter");
  await page.getByText("On. 13 of the last 26 events would have matched.").waitFor();
  const { clicks, keys } = await count();
  assert.equal(clicks, 0);
  assert.ok(keys <= 25, `took ${keys} keys`);
  console.log(`two conditions by keyboard: ${keys} keys`);
  const saved = (await triggers()).find((t) => t.conditions?.all?.length === 2);
  assert.deepEqual(saved.conditions.all, [
    { field: "filename", op: "contains", value: "invoice" },
    { field: "file_size", op: "lt", value: 20_000_000 },
  ]);
  assert.deepEqual(saved.options, { once: { per: "file" }, flood: { limit: 100, per_s: 60 } });
  await prama.api("DELETE", `/api/triggers/${saved.id}`);
  await context.close();
});
