// A draft asked about events that are not stored, events of a time, and the list by keyboard, in Chromium against a real engine.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { press } from "./budget.mjs";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";

const PDF = "pdf-monitor-event-source";
let prama;
let chrome;
let folder;

const data = (name) => ({
  filename: name,
  file_path: `/srv/scans/${name}`,
  file_size: 310_000,
  content_type: "application/pdf",
  file_hash: Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64),
  source_folder: "/srv/scans",
  modified_at: "2026-05-04T08:30:00Z",
  detected_at: "2026-05-04T08:30:02Z",
});
async function send(name) {
  const answer = await prama.api("POST", "/api/events/process", {
    event_type: "pdf_file_added",
    source: PDF,
    data: data(name),
  });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body.event_id;
}
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
const triggers = async () => (await prama.api("GET", "/api/triggers")).body.items;
const INVOICES = { all: [{ field: "filename", op: "contains", value: "invoice" }] };

before(async () => {
  prama = await engine();
  chrome = await browser();
  folder = tempFolder("asked");
  writeFileSync(join(folder, "there-invoice.pdf"), "%PDF-1.4\n%%EOF\n");
  const folders = [{ path: folder, recursive: true }];
  assert.equal((await prama.api("PUT", `/api/event-sources/${PDF}/config`, { folders })).status, 200);
  await prama.api("POST", `/api/event-sources/${PDF}/start`);
  await until("the file that is there", async () => {
    const [source] = (await prama.api("GET", "/api/event-sources/")).body.items.filter((s) => s.id === PDF);
    return source.folders[0]?.files === 1;
  });
  await create("Archive all", null);
  await send("invoice-1.pdf");
  await send("notes.pdf");
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

test("a draft is tested with JSON as it is typed, a file and a past event, and run with it", async () => {
  const invoices = await create("Invoices", INVOICES, { active: false });
  const { page, context, complaints } = await signedIn(chrome, prama, `/triggers/${invoices.id}`);
  const verdict = page.getByTestId("test-verdict");
  await verdict.getByText("would match").waitFor();
  await page.getByTestId("preview-also").getByText("Archive all").waitFor();
  // By keyboard to the test, and on to the JSON of the event that stood there.
  await press(page, "t", "ArrowRight", "ArrowRight", "ArrowRight", "Enter");
  const text = page.locator("#test-json:focus");
  await text.waitFor();
  assert.equal(JSON.parse(await text.inputValue()).filename, "invoice-1.pdf");
  await verdict.getByText("would match").waitFor();
  const before = (await prama.api("GET", "/api/events")).body.total;
  const refused = await prama.api("POST", "/api/events/process", {
    event_type: "pdf_file_added",
    source: PDF,
    data: { ...data("invoice-1.pdf"), file_size: "102400" },
  });
  await text.fill(JSON.stringify({ ...data("invoice-1.pdf"), file_size: "102400" }));
  await page.getByTestId("test-problem").getByText(refused.body.title.replaceAll("`", "")).waitFor();
  assert.deepEqual(await axe(page), []);
  await text.fill('{\n  "filename": "x"\n  "file_size": 1\n}');
  await page
    .getByTestId("test-problem")
    .getByText(/line 2, column 18: a comma is missing after "x"/)
    .waitFor();
  await text.fill(JSON.stringify(data("notes.pdf")));
  await verdict.getByText(/would not match: no “invoice” in filename/).waitFor();

  await page.getByTestId("test-bar").getByText("File", { exact: true }).click();
  await page.locator("#test-file:focus").fill(join(folder, "there-invoice.pdf"));
  await verdict.getByText("there-invoice.pdf").waitFor();
  await verdict.getByText("would match").waitFor();
  assert.equal(
    (await prama.api("GET", "/api/events")).body.total,
    before + 1,
    "only what was sent is stored",
  );

  await page.getByTestId("preview-row").filter({ hasText: "notes.pdf" }).getByRole("button").first().click();
  await verdict.getByText("notes.pdf").waitFor();
  await page.getByTestId("test-run").click();
  await page.getByText("The run is tagged Test.").waitFor();
  await page.getByTestId("test-run-effects").getByText("It changes nothing outside the app.").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("test-run-start").click();
  await page.waitForURL(/\/runs\//);
  const [run] = (await prama.api("GET", "/api/runs?q=notes")).body.items;
  assert.equal(run.test, true);
  assert.deepEqual(complaints, []);
  await context.close();
  await prama.api("DELETE", `/api/triggers/${invoices.id}`);
});

test("the list is sorted, selected and duplicated by keyboard, and names what matches the same", async () => {
  await create("Zebra", INVOICES);
  await send("invoice-2.pdf");
  const { page, context } = await signedIn(chrome, prama, "/triggers");
  const names = () => page.locator("[data-testid=trigger-row] .tl-name").allTextContents();
  await page.getByTestId("trigger-also").first().waitFor();
  assert.equal(await page.getByTestId("trigger-also").first().textContent(), "also matched by Zebra");
  await page.getByRole("button", { name: "Name", exact: true }).press("Enter");
  await page.waitForURL(/sort=name/);
  assert.deepEqual(await names(), ["Archive all", "Zebra"]);
  await page.getByRole("button", { name: "Name", exact: true }).press("Enter");
  await page
    .getByRole("columnheader", { name: "Name" })
    .and(page.locator("[aria-sort=descending]"))
    .waitFor();
  assert.deepEqual(await names(), ["Zebra", "Archive all"]);
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("trigger-row").first().focus();
  await press(page, "Shift+ArrowDown");
  const bar = page.getByRole("toolbar", { name: "Selected triggers" });
  await bar.getByText("2 triggers selected").waitFor();
  await press(page, "Control+d");
  await page.getByText("Duplicated 2 triggers, off until turned on.").waitFor();
  await press(page, "o");
  await page.getByText("Turned off 2 triggers.").waitFor();
  await until("both off", async () => (await triggers()).every((t) => !t.active));
  await press(page, "Delete");
  await page.getByText("Deleted 2 triggers.").waitFor();
  await press(page, "Control+z");
  await until("both back", async () => (await triggers()).length === 4);
  await context.close();
});

test("right after saving, the files that are there already are offered", async () => {
  const { page, context } = await signedIn(
    chrome,
    prama,
    `/triggers/new?source=${PDF}&type=pdf_file_added&workflow=extract-pdf-text`,
  );
  await page.getByTestId("preview-count").waitFor();
  await press(page, "Control+Enter");
  const offer = page.getByTestId("saved-offer");
  await offer.getByText("1 file already there matches and did not run.").waitFor();
  assert.deepEqual(await axe(page), []);
  await offer.getByTestId("existing-run").click();
  await offer.getByText("Ran for 1 file that was there.").waitFor();
  await context.close();
});

test("events of a time, a file forgotten, and a replay that is kept on record", async () => {
  const event = await send("contract.pdf");
  const { page, context, complaints } = await signedIn(chrome, prama, "/events?from=2031-01-01T08:00");
  await page.getByText("No events match this filter.").waitFor();
  await page.getByRole("button", { name: "Time: since 1 Jan, 08:00" }).click();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Last hour" }).click();
  await page.waitForURL(/from=1h/);
  await page.getByTestId("event-row").filter({ hasText: "contract.pdf" }).click();
  await page.waitForURL(new RegExp(`${event}.*from=1h`));
  await page.getByTestId("file-forget").click();
  await page.getByText("Forgotten. It runs again when it comes again.").waitFor();
  await page.getByTestId("event-resend").click();
  await page.getByTestId("replay-keep").check();
  await page.getByTestId("replay-check").click();
  const id = await page.getByTestId("replay-record").locator("code, .mono").first().textContent();
  assert.equal((await prama.api("GET", `/api/events/replays/${id}`)).body.events, 1);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(complaints, []);
  await context.close();
});
