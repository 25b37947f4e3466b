// Triggers that can be asked, in Chromium against a real engine: budgets of clicks and keys, and the editor's flows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { counted, press } from "./budget.mjs";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";

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
  const { page, context } = await signedIn(chrome, prama, "/home");
  for (const from of FROM_ANYWHERE) {
    await page.goto(prama.url + from);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const count = await counted(page);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Triggers" }).click();
    await page
      .getByTestId("trigger-row")
      .filter({ hasText: "Misspelt" })
      .getByRole("link", { name: "Why not?" })
      .click();
    await page.getByTestId("why-link").filter({ hasText: "Did the conditions let one through?" }).waitFor();
    assert.deepEqual(await count(), { clicks: 2, keys: 0 }, from);
  }
  await page.goto(`${prama.url}/home`);
  const count = await counted(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Events" }).click();
  await page.getByTestId("event-row").filter({ hasText: "invoice-last.pdf" }).click();
  await page.getByTestId("decision-row").filter({ hasText: "Misspelt" }).getByText("invioce").waitFor();
  assert.deepEqual(await count(), { clicks: 2, keys: 0 });
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test("why did my trigger not fire: the same by keyboard", async () => {
  const { page, context } = await signedIn(chrome, prama, "/home");
  for (const from of FROM_ANYWHERE) {
    await page.goto(prama.url + from);
    await page.getByRole("heading", { level: 1 }).waitFor();
    if (from === "/triggers/new") {
      await page.locator("#trigger-when:focus").waitFor();
      await page.evaluate(() => document.activeElement.blur());
    }
    const count = await counted(page);
    await press(page, "g", "t");
    await page.locator("[data-testid=trigger-row]:focus").waitFor();
    await press(page, "w");
    await page.getByTestId("why-link").first().waitFor();
    const { clicks, keys } = await count();
    assert.equal(clicks, 0);
    assert.ok(keys <= 4, `${keys} keys from ${from}`);
  }
  await context.close();
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

test("groups, an expression and what unknown counts as are built, counted and saved as they stand", async () => {
  const { page, context, complaints } = await signedIn(
    chrome,
    prama,
    `/triggers/new?source=${PDF}&type=pdf_file_added`,
  );
  const field = async (words) => {
    await page.getByRole("textbox", { name: "Search: Field" }).fill(words);
    await page.keyboard.press("Enter");
  };
  const form = page.getByRole("region", { name: "Trigger", exact: true });
  await form.getByRole("button", { name: "Condition", exact: true }).click();
  await field("pages");
  await page.getByRole("button", { name: /^Operator: / }).click();
  await page.getByRole("option", { name: ">", exact: true }).click();
  await page.getByLabel("Value for pages").fill("0");
  await form.getByTestId("condition-unknown").filter({ hasText: "23 unknown: doesn't match" }).click();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("menuitem", { name: /^Unknown matches/ }).click();
  await page.getByTestId("preview-count").filter({ hasText: "Would match 26 of 26" }).waitFor();
  await form.getByRole("button", { name: "Group", exact: true }).click();
  await field("filename");
  const group = page.getByRole("group", { name: "Any of these" });
  await group.getByRole("combobox", { name: "Value for filename" }).fill("invoice");
  await group.getByRole("button", { name: "Expression" }).click();
  await group.getByRole("textbox", { name: "Expression" }).fill("event.data.file_size >");
  await group.locator(".cond-problem").waitFor();
  await group.getByRole("textbox", { name: "Expression" }).fill("event.data.file_size > 30000000");
  await page.getByTestId("preview-count").filter({ hasText: "Would match 14 of 26" }).waitFor();
  assert.deepEqual(await page.getByTestId("condition-count").allTextContents(), ["26/26", "14/26", "1/26"]);
  // Moved by key, put in a group of its own, and taken back.
  await group.getByRole("textbox", { name: "Expression" }).press("Alt+ArrowUp");
  await group.getByTestId("condition-row").first().getByRole("textbox", { name: "Expression" }).waitFor();
  await group.getByRole("button", { name: "Condition menu" }).first().click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await group.getByRole("textbox", { name: "Expression" }).waitFor();
  assert.deepEqual(await axe(page), []);

  await page.locator("#trigger-options").click();
  await page.locator("#opt-schedule").click();
  await page
    .getByTestId("options-summary")
    .filter({ hasText: "Mon–Fri, 08:00 to 18:00; outside it waits" })
    .waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("trigger-run").click();
  await page.getByRole("option", { name: /Extract PDF text/ }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Nested");
  await page.getByTestId("trigger-save").click();
  await page.waitForURL(/\/triggers(\?|$)/);
  const saved = (await triggers()).find((t) => t.name === "Nested");
  assert.deepEqual(saved.conditions, {
    all: [
      { field: "pages", op: "gt", value: 0, if_unknown: "match" },
      {
        any: [
          { expression: "event.data.file_size > 30000000" },
          { field: "filename", op: "contains", value: "invoice" },
        ],
      },
    ],
  });
  assert.deepEqual(Object.keys(saved.options).sort(), ["flood", "once", "schedule"]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("near misses carry the smallest change, with the new total before it is applied", async () => {
  const small = await create("Small", {
    all: [
      { field: "filename", op: "contains", value: "invoice" },
      { field: "file_size", op: "lt", value: 20_000_000 },
    ],
  });
  const { page, context } = await signedIn(chrome, prama, `/triggers/${small.id}`);
  await page.getByRole("button", { name: "Near misses 1" }).click();
  const near = page.getByTestId("preview-row").filter({ hasText: "invoice-big.pdf" });
  await near.getByText("38 MB is not < 20 MB").waitFor();
  await near.getByRole("button", { name: /^Fix: / }).click();
  await page.getByText("Would match 14 of 26 instead of 13.").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByTestId("preview-count").filter({ hasText: "Would match 14 of 26" }).waitFor();
  await page.getByText("Draft, not live · 1 change vs live").waitFor();

  // The change is tried beside the live one, then made live, and taken back from the revisions.
  await page.getByTestId("trigger-try").click();
  await page.getByTestId("shadow-summary").waitFor();
  await send("invoice-huge.pdf", { file_size: 30_000_000 });
  await page.getByTestId("shadow-row").filter({ hasText: "invoice-huge.pdf" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("shadow-promote").click();
  await until(
    "the new revision",
    async () => (await triggers()).find((t) => t.id === small.id).revision === 2,
  );
  await page.getByRole("link", { name: "Revisions" }).click();
  await page.getByTestId("revision-row").nth(1).click();
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("revision-restore").click();
  await page.getByText("Revision 1 is live again, as revision 3.").waitFor();
  assert.deepEqual((await triggers()).find((t) => t.id === small.id).conditions, small.conditions);
  await context.close();
});

test("many triggers are turned off at once, and taken back", async () => {
  const { page, context } = await signedIn(chrome, prama, "/triggers?group=workflow");
  await page.getByText("Extract PDF text").first().waitFor();
  await page
    .getByTestId("trigger-row")
    .filter({ hasText: "Small" })
    .getByRole("checkbox", { name: /^Select/ })
    .check();
  await page
    .getByTestId("trigger-row")
    .filter({ hasText: "Misspelt" })
    .getByRole("checkbox", { name: /^Select/ })
    .check();
  assert.deepEqual(await axe(page), []);
  await page
    .getByRole("toolbar", { name: "Selected triggers" })
    .getByRole("button", { name: "Turn off" })
    .click();
  await page.getByText("Turned off 2 triggers.").waitFor();
  const on = async () => (await triggers()).filter((t) => t.active && /Small|Misspelt/.test(t.name)).length;
  assert.equal(await on(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await until("both on again", async () => (await on()) === 2);
  await context.close();
});

test("a new trigger is made from an event, with what sets it apart to choose from", async () => {
  const event = await send("contract-7.pdf", { source_folder: "/srv/contracts" });
  const { page, context } = await signedIn(chrome, prama, `/events/${event}`);
  await page.getByRole("link", { name: "New trigger from this" }).first().click();
  const offers = page.getByTestId("proposals");
  await offers.getByRole("checkbox").first().waitFor();
  const before = await page.getByTestId("condition-row").count();
  await offers.getByRole("checkbox", { checked: false }).first().check();
  await until("a row more", async () => (await page.getByTestId("condition-row").count()) === before + 1);
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test("an event is checked again and sent again: first dry, then for real, and marked", async () => {
  const event = await send("invoice-again.pdf");
  const { page, context } = await signedIn(chrome, prama, `/events/${event}`);
  await page.getByTestId("event-check").click();
  const row = page.getByTestId("decision-row").filter({ hasText: "Misspelt" });
  await row.getByText("Checked now: it would not match.").waitFor();
  await page.getByTestId("event-resend").click();
  await page.getByRole("checkbox", { name: "Misspelt" }).uncheck();
  await page.getByTestId("replay-check").click();
  await page.getByTestId("replay-answer").getByText("would run for 1 of 1").first().waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("replay-send").click();
  await page.getByText(/^Sent 1 event again: \d+ runs? started\./).waitFor();
  await page.reload();
  await page.getByText(/^Sent again once/).waitFor();
  await page.getByRole("link", { name: "see it" }).click();
  await page.getByText("Replayed").waitFor();
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test("a flood is held until someone says yes", async () => {
  const flood = await create(
    "Flooded",
    { all: [{ field: "filename", op: "starts_with", value: "flood" }] },
    { options: { flood: { limit: 3, per_s: 3600 } } },
  );
  for (let i = 0; i < 6; i++) await send(`flood-${i}.pdf`);
  const { page, context } = await signedIn(chrome, prama, "/events?outcome=held");
  const group = page.getByTestId("held-group").filter({ hasText: "Flooded" });
  await group.waitFor();
  assert.deepEqual(await axe(page), []);
  await group.getByRole("button", { name: "Choose" }).click();
  const dialog = page.getByRole("dialog", { name: "Held for “Flooded”" });
  await dialog.getByRole("checkbox").first().check();
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole("button", { name: "Run 1" }).click();
  await page.getByText("1 run of “Flooded” started.").waitFor();
  await group.getByRole("button", { name: "Dismiss" }).click();
  await group.waitFor({ state: "detached" });
  const held = (await prama.api("GET", "/api/held")).body.groups;
  assert.deepEqual(
    held.filter((g) => g.trigger_id === flood.id),
    [],
  );
  await context.close();
});
