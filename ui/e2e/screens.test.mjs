// Pictures of the trigger pages in both themes, to be looked at: PRAMA_SCREENS=1 writes them to PRAMA_ARTIFACTS.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, engine, signedIn, tempFolder } from "./lib.mjs";

const { PRAMA_SCREENS, PRAMA_ARTIFACTS = "artifacts" } = process.env;
const skip = PRAMA_SCREENS ? false : "set PRAMA_SCREENS=1 to take pictures";
const PDF = "pdf-monitor-event-source";
const leaf = (field, op, value, more = {}) => ({
  field,
  op,
  ...(value === undefined ? {} : { value }),
  ...more,
});
const STATES = {
  0: null,
  2: { all: [leaf("filename", "contains", "invoice"), leaf("file_size", "lt", 20_000_000)] },
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
let prama;
let chrome;

before(async () => {
  if (skip) return;
  mkdirSync(PRAMA_ARTIFACTS, { recursive: true });
  prama = await engine();
  chrome = await browser();
  const folders = [{ path: tempFolder("screens"), recursive: true }];
  await prama.api("PUT", `/api/event-sources/${PDF}/config`, { folders });
  await prama.api("POST", `/api/event-sources/${PDF}/start`);
  const names = ["invoice-0142.pdf", "notes.pdf", "scan-882.pdf", "INVOICE_77.PDF", "Müller & Söhne.pdf"];
  for (let i = 0; i < 40; i++) {
    const name = i < names.length ? names[i] : `${i % 3 ? "scan" : "invoice"}-${800 + i}.pdf`;
    await prama.api("POST", "/api/events/process", {
      event_type: "pdf_file_added",
      source: PDF,
      data: {
        filename: name,
        file_path: `/srv/scans/${name}`,
        file_size: i % 7 === 0 ? 38_000_000 : 60_000 + i * 9137,
        content_type: "application/pdf",
        file_hash: Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64),
        source_folder: "/srv/scans",
        modified_at: new Date().toISOString(),
        detected_at: new Date().toISOString(),
        ...(i % 4 === 0 ? { pages: i } : {}),
      },
    });
  }
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

test("the trigger pages in both themes", { skip }, async () => {
  const ids = {};
  for (const [name, conditions] of Object.entries(STATES)) {
    const made = await prama.api("POST", "/api/triggers", {
      name: `Editor ${name}`,
      source: PDF,
      event_type: "pdf_file_added",
      workflow_id: "extract-pdf-text",
      conditions,
      options: { once: { per: "file" }, flood: { limit: 100, per_s: 60 } },
      active: name !== "0",
    });
    ids[name] = made.body.id;
  }
  const [event] = (await prama.api("GET", "/api/events?q=notes")).body.items;
  const pages = [
    ...Object.entries(ids).map(([name, id]) => [`editor-${name}`, `/triggers/${id}`]),
    ["list", "/triggers"],
    ["why", `/triggers/${ids["near-misses"]}/why`],
    ["revisions", `/triggers/${ids[2]}?tab=revisions`],
    ["from-event", `/triggers/new?fromEvent=${event.id}`],
    ["event", `/events/${event.id}`],
  ];
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, path] of pages) {
      const { page, context } = await signedIn(chrome, prama, path, { colorScheme });
      await page.getByRole("heading", { level: 1 }).waitFor();
      if (name.startsWith("editor")) await page.getByTestId("preview-count").waitFor();
      await page.waitForTimeout(600);
      await page.screenshot({ path: join(PRAMA_ARTIFACTS, `trigger-${name}-${colorScheme}.png`) });
      await context.close();
    }
  }
});
