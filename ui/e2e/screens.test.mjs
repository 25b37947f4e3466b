// Pictures of the trigger and event pages in both themes and both window sizes, to be looked at: PRAMA_SCREENS=1 writes
// them to PRAMA_ARTIFACTS. PRAMA_SCREENS=name takes only those whose name contains it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, engine, signedIn, tempFolder, until } from "./lib.mjs";

const { PRAMA_SCREENS, PRAMA_ARTIFACTS = "artifacts" } = process.env;
const skip = PRAMA_SCREENS ? false : "set PRAMA_SCREENS=1 to take pictures";
const only = PRAMA_SCREENS === "1" ? "" : (PRAMA_SCREENS ?? "");
const PDF = "pdf-monitor-event-source";
const leaf = (field, op, value, more = {}) => ({
  field,
  op,
  ...(value === undefined ? {} : { value }),
  ...more,
});
const INVOICES = { all: [leaf("filename", "contains", "invoice"), leaf("file_size", "lt", 20_000_000)] };
const STATES = {
  0: null,
  2: INVOICES,
  8: {
    all: [
      leaf("filename", "contains", "invoice"),
      leaf("file_size", "lt", 20_000_000),
      leaf("content_type", "is", "application/pdf"),
      leaf("filename", "not_starts_with", "draft"),
      leaf("source_folder", "inside_folder", "/srv/scans"),
      leaf("detected_at", "weekday_is", ["mon", "tue", "wed"], { time_zone: "Europe/Rome" }),
      leaf("file_path", "matches_regex", "scans/.*\\.pdf$"),
      { expression: "event.data.file_size > 70000" },
    ],
  },
  nested: {
    all: [
      leaf("file_size", "lt", 20_000_000),
      {
        any: [
          leaf("filename", "contains", "invoice"),
          leaf("filename", "contains", "receipt"),
          { none: [leaf("source_folder", "is", "/srv/old"), leaf("content_type", "is", "text/plain")] },
        ],
      },
    ],
  },
  "near-misses": { all: [leaf("filename", "contains", "invioce")] },
  unknowns: {
    all: [leaf("filename", "contains", "invoice"), leaf("pages", "gt", 2, { if_unknown: "match" })],
  },
};
const NAMES = [
  "invoice-0142.pdf",
  "notes.pdf",
  "scan-882.pdf",
  "INVOICE_77.PDF",
  "Müller & Söhne.pdf",
  "a-very-long-file-name-of-a-scanned-contract-between-two-parties-with-all-annexes-2026-final-signed.pdf",
  "חשבונית-2026.pdf",
  "فاتورة مورد.pdf",
];
let prama;
let chrome;
let folder;

/** The data of an event as the folder driver would send it. */
const data = (i, name, path = `/srv/scans/${name}`) => ({
  filename: name,
  file_path: path,
  file_size: i % 7 === 0 ? 38_000_000 : 60_000 + i * 9137,
  content_type: "application/pdf",
  file_hash: Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64),
  source_folder: "/srv/scans",
  modified_at: new Date().toISOString(),
  detected_at: new Date().toISOString(),
  ...(i % 4 === 0 ? { pages: i } : {}),
});
const send = async (body) => (await prama.api("POST", "/api/events/process", body)).body;
const file = (i, name) => send({ event_type: "pdf_file_added", source: PDF, data: data(i, name) });
const trigger = async (name, conditions, more = {}) =>
  (
    await prama.api("POST", "/api/triggers", {
      name,
      source: PDF,
      event_type: "pdf_file_added",
      workflow_id: "extract-pdf-text",
      conditions,
      options: { once: { per: "file" }, flood: { limit: 100, per_s: 60 } },
      active: true,
      ...more,
    })
  ).body.id;

before(async () => {
  if (skip) return;
  mkdirSync(PRAMA_ARTIFACTS, { recursive: true });
  prama = await engine();
  chrome = await browser();
  folder = tempFolder("screens");
  for (const name of ["there-invoice-1.pdf", "there-invoice-2.pdf"])
    writeFileSync(join(folder, name), "%PDF-1.4\n%%EOF\n");
  await prama.api("PUT", `/api/event-sources/${PDF}/config`, {
    folders: [{ path: folder, recursive: true }],
  });
  await prama.api("POST", `/api/event-sources/${PDF}/start`);
  for (let i = 0; i < 40; i++) await file(i, NAMES[i] ?? `${i % 3 ? "scan" : "invoice"}-${800 + i}.pdf`);
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

const SIZES = {
  "": { viewport: { width: 1280, height: 800 } },
  "-960x600": { viewport: { width: 960, height: 600 } },
  // What 200 % zoom leaves of the usual window.
  "-zoom200": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
};

/** One picture; `prepare` brings the page into the state that is to be seen. */
async function shot(name, path, { size = "", prepare, more = {} } = {}) {
  for (const colorScheme of ["light", "dark"]) {
    const file = `${name}${size}-${colorScheme}`;
    if (!file.includes(only)) continue;
    const { page, context } = await signedIn(chrome, prama, path, { colorScheme, ...SIZES[size], ...more });
    await page.getByRole("heading", { level: 1 }).waitFor();
    if (name.startsWith("editor") && name !== "editor-new")
      await page.getByTestId("preview-count").first().waitFor();
    await prepare?.(page);
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(PRAMA_ARTIFACTS, `${file}.png`) });
    await context.close();
  }
}

const testWith = (mode) => async (page) => {
  await page.getByTestId("test-bar").getByText(mode, { exact: true }).click();
};
const json = (text) => async (page) => {
  await testWith("JSON")(page);
  await page.getByLabel("JSON of an event").last().fill(text);
  await page.getByTestId("test-verdict").getByText(/./).first().waitFor();
};

test("the trigger and event pages in both themes", { skip }, async () => {
  await shot("list-empty", "/triggers");
  const ids = {};
  for (const [name, conditions] of Object.entries(STATES)) {
    ids[name] = await trigger(`Editor ${name}`, conditions, { active: name !== "0" });
  }
  const invoices = await trigger("Invoices", INVOICES);
  const archive = await trigger("Archive all", null, { options: {} });
  await trigger("Elsewhere", null, { source: "scheduler", event_type: "no_such_type", active: false });
  for (let i = 40; i < 52; i++) await file(i, `${i % 2 ? "invoice" : "notes"}-${900 + i}.pdf`);
  await file(41, "invoice-941.pdf");
  await trigger(
    "Flooded",
    { all: [leaf("filename", "starts_with", "flood")] },
    { options: { flood: { limit: 3, per_s: 3600 } } },
  );
  for (let i = 0; i < 6; i++) await file(i + 1, `flood-${i}.pdf`);
  await send({ event_type: "pdf_file_add", source: PDF, data: data(1, "typo.pdf") });
  await send({ event_type: "pdf_file_added", source: PDF, data: { filename: "half.pdf" } });
  const newest = async (q) => (await prama.api("GET", `/api/events?q=${q}`)).body.items[0].id;
  const notes = await newest("notes-9");
  const twin = await newest("invoice-941");
  const rejected = await newest("half");
  await until("runs to end", async () => {
    const { runs_queued, runs_running } = (await prama.api("GET", "/api/status")).body;
    return runs_queued + runs_running === 0;
  });

  for (const [name, id] of Object.entries(ids)) await shot(`editor-${name}`, `/triggers/${id}`);
  for (const size of ["-960x600", "-zoom200"]) {
    await shot("editor-2", `/triggers/${invoices}`, { size });
    await shot("editor-8", `/triggers/${ids[8]}`, { size });
    await shot("editor-json", `/triggers/${invoices}`, { size, prepare: json('{"filename": 5}') });
    await shot("list", "/triggers", { size });
    await shot("events", "/events", { size });
    await shot("event", `/events/${notes}`, { size });
    await shot("why", `/triggers/${ids["near-misses"]}/why`, { size });
  }
  await shot("editor-new", "/triggers/new");
  await shot("editor-also", `/triggers/${archive}`);
  await shot("editor-json", `/triggers/${invoices}`, {
    prepare: json(JSON.stringify({ filename: 5 }, null, 2)),
  });
  await shot("editor-json-syntax", `/triggers/${invoices}`, {
    prepare: json('{\n  "filename": "x"\n  "file_size": 1\n}'),
  });
  await shot("editor-json-matches", `/triggers/${invoices}`, {
    prepare: json(JSON.stringify(data(1, "invoice-1.pdf"), null, 2)),
  });
  await shot("editor-file", `/triggers/${invoices}`, {
    prepare: async (page) => {
      await testWith("File")(page);
      await page.getByLabel("Path of a file").fill(join(folder, "there-invoice-1.pdf"));
      await page.getByTestId("test-verdict").getByText("would match").waitFor();
    },
  });
  await shot("editor-run", `/triggers/${invoices}`, {
    prepare: async (page) => {
      await page.getByTestId("test-run").click();
      await page.getByTestId("test-run-start").waitFor();
    },
  });
  await shot("editor-near-tab", `/triggers/${invoices}`, {
    prepare: (page) => page.getByRole("button", { name: /^Near misses/ }).click(),
  });
  await shot("editor-options", `/triggers/${invoices}`, {
    prepare: (page) => page.locator("#trigger-options").click(),
  });
  await shot("list", "/triggers");
  await shot("list-selected", "/triggers?sort=-matched", {
    prepare: async (page) => {
      await page.locator("[data-testid=trigger-row]:focus").waitFor();
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
    },
  });
  await shot("list-saved", `/triggers?saved=${archive}`, {
    prepare: (page) => page.getByTestId("saved-offer").waitFor(),
  });
  await shot("list-grouped", "/triggers?group=workflow");
  await shot("list-filtered-empty", "/triggers?q=nothing-like-it");
  await shot("why", `/triggers/${ids["near-misses"]}/why`);
  await shot("revisions", `/triggers/${ids[2]}?tab=revisions`);
  await shot("from-event", `/triggers/new?fromEvent=${notes}`);
  await shot("events", "/events");
  await shot("events-period", "/events?from=today", {
    prepare: (page) => page.getByTestId("event-period").click(),
  });
  await shot("events-filtered-empty", "/events?q=nothing&from=1h");
  await shot("events-held", "/events?outcome=held");
  await shot("event", `/events/${notes}`);
  await shot("event-suppressed", `/events/${twin}`);
  await shot("event-rejected", `/events/${rejected}`);
  await shot("event-replay", `/events/${notes}`, {
    prepare: async (page) => {
      await page.getByTestId("event-resend").click();
      await page.getByTestId("replay-keep").check();
      await page.getByTestId("replay-check").click();
      await page.getByTestId("replay-record").waitFor();
    },
  });
  await shot("list-greyscale", "/triggers", {
    prepare: (page) => page.addStyleTag({ content: "html{filter:grayscale(1)}" }),
  });
  await shot("event-greyscale", `/events/${notes}`, {
    prepare: (page) => page.addStyleTag({ content: "html{filter:grayscale(1)}" }),
  });
  await shot("list-forced", "/triggers", { more: { forcedColors: "active" } });
});
