// The sentences about events and triggers, in Chromium against a real engine: the same words as the API and the command line.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";

const MANIFESTS = [
  {
    type: "event-source",
    id: "my-timer",
    name: "My Timer",
    description: "d",
    version: "1.0.0",
    eventTypes: [
      {
        type: "timer_fired",
        label: "Timer Fired",
        description: "d",
        schema: {
          type: "object",
          required: ["fired_at"],
          properties: { fired_at: { type: "string", format: "date-time" }, timer_id: { type: "string" } },
        },
      },
    ],
  },
  {
    type: "event-source",
    id: "pdfs",
    name: "PDFs",
    description: "d",
    version: "1.0.0",
    eventTypes: [
      {
        type: "pdf_added",
        label: "PDF added",
        description: "d",
        schema: {
          type: "object",
          properties: {
            filename: { type: "string" },
            file_path: { type: "string" },
            file_hash: { type: "string" },
            file_size: { type: "number" },
          },
        },
      },
    ],
  },
];
let prama;
let chrome;

const process = (source, event_type, data) =>
  prama.api("POST", "/api/events/process", { source, event_type, data });
const tick = { fired_at: "2026-05-03T10:00:00Z", timer_id: "default" };
const pdf = (name, content) => ({
  filename: name,
  file_path: `/in/${name}`,
  file_hash: String(content).padStart(64, "0"),
  file_size: 1,
});
async function accepted(source, event_type, data) {
  const answer = await process(source, event_type, data);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body.event_id;
}
async function create(id, source, event_type, more = {}) {
  const body = { id, name: id, source, event_type, workflow_id: "quick", active: true, ...more };
  const answer = await prama.api("POST", "/api/triggers", body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
}
/** What the browser calls the time of day here; by the engine's rule with the day when that is another one. */
const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
/** What stands in backticks is set as code. */
const plain = (text) => text.replaceAll("`", "");

before(async () => {
  prama = await engine((data) => {
    for (const manifest of MANIFESTS) {
      const folder = join(data, "event-sources", manifest.id);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "plugin.json"), JSON.stringify(manifest));
    }
  });
  chrome = await browser();
  const steps = [{ id: "it", type: "data.set", with: { values: { x: 1 } } }];
  assert.equal(
    (await prama.api("POST", "/api/workflows", { id: "quick", name: "quick", steps })).status,
    201,
  );
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

test("a refused event says why, and every way out of it works", async () => {
  await create("waits", "my-timer", "timer_fired");
  const wrongCase = [];
  for (let i = 0; i < 14; i++) wrongCase.push((await process("my-Timer", "timer_fired", tick)).body.event_id);
  const first = (await prama.api("GET", `/api/events/${wrongCase[0]}`)).body.received_at;
  const declares = "The event was kept but can't start anything. My Timer declares: `timer_fired`.";
  const rows = [
    [["my-timer", "random_event", { n: 1 }], '"random_event" isn\'t an event type of My Timer.', declares],
    [
      ["my-timer", "timer_fire", tick],
      '"timer_fire" isn\'t an event type of My Timer. Did you mean `timer_fired`?',
      declares,
    ],
    [["billing", "timer_fired", tick], "No source has the id `billing`.", "Known ids: "],
    [
      ["my-timer", "timer_fired", { timer_id: "123" }],
      "Timer Fired needs `fired_at` (date and time), and this event has none.",
      "It has: `timer_id`. Nothing was run.",
    ],
    [
      ["pdfs", "pdf_added", { file_size: "102400" }],
      '`file_size` should be a number; got the text "102400".',
      "Nothing was run.",
    ],
    [
      null,
      "No source has the id `my-Timer`. Did you mean `my-timer`?",
      `Ids must match exactly, including capitals. 14 events were set aside since ${clock(first)}.`,
    ],
  ];
  const { page, context, complaints } = await signedIn(chrome, prama, "/events");
  const shown = page.getByTestId("event-rejection");
  for (const [sent, title, detail] of rows) {
    const id = sent ? (await process(...sent)).body.event_id : wrongCase[13];
    await page.goto(`${prama.url}/events/${id}`);
    await shown.getByText(plain(title), { exact: true }).waitFor();
    await shown.getByText(plain(detail)).first().waitFor();
  }
  assert.deepEqual(await axe(page), []);
  await shown.getByRole("button", { name: "Copy fix" }).waitFor();
  // The other ways out.
  const missing = (await process("my-timer", "timer_fired", { timer_id: "123" })).body.event_id;
  await page.goto(`${prama.url}/events/${missing}`);
  await shown.getByRole("button", { name: "Copy corrected call" }).waitFor();
  await shown.getByRole("link", { name: "Payload" }).click();
  await page.getByRole("tab", { name: "Payload", selected: true }).waitFor();
  const undeclared = (await process("my-timer", "random_event", { n: 1 })).body.event_id;
  await page.goto(`${prama.url}/events/${undeclared}`);
  await shown.getByRole("button", { name: "Show how to add it to plugin.json" }).click();
  await page.getByTestId("declaration").getByText('"type": "random_event"').waitFor();
  assert.deepEqual(await axe(page), []);

  // The trigger that waits says so, and leads to its events, which are sent to the right source.
  await page.goto(`${prama.url}/triggers/waits/why`);
  await page
    .getByTestId("why-link")
    .getByText(
      "Waiting for timer_fired from my-timer. 14 events came from my-Timer instead, which counts as a different source.",
    )
    .waitFor();
  await page.getByRole("link", { name: "See those events" }).click();
  await page.getByTestId("event-row").first().click();
  await page.getByRole("button", { name: /Send these 14 again as\smy-timer/ }).click();
  await page.getByText("14 sent again as my-timer.").waitFor();
  const runs = await prama.api("GET", "/api/runs?trigger=waits");
  assert.equal(runs.body.total, 14);

  // One that lacks a field is let in, once its source is set to that.
  await page.goto(`${prama.url}/events/${missing}`);
  await shown.getByRole("button", { name: "Accept such events from this source, flagged" }).click();
  await shown.getByText("My Timer accepts such events now, flagged. Send it again.").waitFor();
  await page.getByTestId("event-resend").click();
  const flag = page.getByTestId("event-flag");
  await flag
    .getByText("Timer Fired needs fired_at (date and time), and this event has none.", { exact: true })
    .waitFor();
  await flag
    .getByText("It has: timer_id. It was accepted all the same: My Timer is set to accept such events.")
    .waitFor();
  assert.deepEqual(await axe(page), []);
  await flag.getByRole("button", { name: "Set such events aside again" }).click();
  await until(
    "the source sets such events aside",
    async () => (await prama.api("GET", "/api/event-sources/my-timer")).body.accept_unfit === false,
  );
  await page.goto(`${prama.url}/events?outcome=flagged`);
  await page.getByTestId("event-row").getByText("Flagged · 1 ran").waitFor();
  assert.equal(await page.getByTestId("event-row").count(), 1);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what a trigger would do, and why it did not, is said in the engine's words", async () => {
  for (let i = 0; i < 96; i++)
    await accepted("pdfs", "pdf_added", pdf(i < 12 ? `invoice-${i}.pdf` : `n-${i}.pdf`, i));
  const { page, context, complaints } = await signedIn(
    chrome,
    prama,
    "/triggers/new?source=pdfs&type=pdf_added",
  );
  await page
    .getByTestId("every-event")
    .filter({ hasText: "This runs for every PDF added: about 96 a day." })
    .waitFor();
  for (let i = 96; i < 100; i++) await accepted("pdfs", "pdf_added", pdf(`n-${i}.pdf`, i));
  const contains = (word) => ({ all: [{ field: "filename", op: "contains", value: word }] });
  await create("invoices", "pdfs", "pdf_added", {
    conditions: contains("invoice"),
    options: { once: { per: "file" }, flood: { limit: 100, per_s: 60 } },
  });
  await page.goto(`${prama.url}/triggers/invoices`);
  const sentence = page.getByTestId("trigger-sentence");
  const engines = (await prama.api("GET", "/api/triggers/invoices")).body.sentence;
  assert.match(engines, /Once per file\. More than 100 in 60 s wait for your OK\.$/);
  await until("the sentence reads as the engine's", async () => (await sentence.textContent()) === engines);
  await page.getByRole("textbox", { name: "Name" }).fill("Bills");
  await page.getByTestId("trigger-save").click();
  await page.getByText("On. 12 of the last 100 events would have matched.").waitFor();

  await create("misspelt", "pdfs", "pdf_added", { conditions: contains("invioce") });
  const twin = await accepted("pdfs", "pdf_added", pdf("invoice-100.pdf", 100));
  const again = await accepted("pdfs", "pdf_added", pdf("invoice-100.pdf", 100));
  await page.goto(`${prama.url}/triggers/misspelt/why`);
  const never = page.getByTestId("never-matched");
  await never.getByText("On for less than an hour, 2 events, 0 matches.").waitFor();
  await never
    .getByText('Every one failed "filename contains invioce". Nearest past value: "invoice".')
    .waitFor();
  await never.getByRole("button", { name: 'Use "invoice": 14 matches' }).waitFor();

  const first = (await prama.api("GET", `/api/events/${twin}`)).body.received_at;
  await page.goto(`${prama.url}/events/${again}`);
  const reason = page.getByTestId("decision-reason");
  await reason.filter({ hasText: `Already handled at ${clock(first)} (same content).` }).waitFor();
  await page.getByRole("button", { name: "Run anyway" }).waitFor();
  await reason.getByRole("link", { name: "See that run" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a flood, a loop and a folder that is gone are said in the engine's words", async () => {
  const scans = tempFolder("Scans");
  const monitor = "/api/event-sources/file-monitor";
  const config = { folders: [{ path: scans }], patterns: ["*.txt"], settle_ms: 100 };
  assert.equal((await prama.api("PUT", `${monitor}/config`, config)).status, 200);
  await prama.api("POST", `${monitor}/start`);
  const folder = async () => (await prama.api("GET", monitor)).body.folders[0];
  await until("the folder is watched", async () => (await folder())?.state === "watching");
  const copy = { from: "${{ event.data.file_path }}", to_folder: scans };
  const steps = [{ id: "copy", type: "file.copy", with: copy }];
  await prama.api("POST", "/api/workflows", { id: "copies", name: "copies", steps });
  await create("Invoices", "file-monitor", "file_added", { workflow_id: "copies" });
  writeFileSync(join(scans, "a.txt"), "first");
  const stopped = await until("the loop is stopped", async () => {
    const { items } = (await prama.api("GET", "/api/events?source=file-monitor")).body;
    for (const { id } of items) {
      const found = (await prama.api("GET", `/api/events/${id}/decisions`)).body.items;
      if (found.some((d) => d.outcome === "loop")) return id;
    }
    return null;
  });
  const { page, context, complaints } = await signedIn(chrome, prama, `/events/${stopped}`);
  await page
    .getByText(
      `Stopped: this workflow keeps triggering itself. It writes to ${scans}, which "Invoices" watches.`,
    )
    .waitFor();
  await page.getByRole("link", { name: "Exclude its output folder" }).click();
  await page
    .getByTestId("trigger-sentence")
    .getByText(`file_path is not inside folder ${scans} (and below)`)
    .waitFor();
  await page.getByText("Draft, not live · 1 change vs live").waitFor();

  await create("floods", "pdfs", "pdf_added", {
    conditions: { all: [{ field: "filename", op: "contains", value: "flood" }] },
    options: { flood: { limit: 2, per_s: 3600 } },
  });
  await prama.api("POST", "/api/status/pause");
  for (let i = 0; i < 5; i++) await accepted("pdfs", "pdf_added", pdf(`flood-${i}.pdf`, 9000 + i));
  const { groups } = (await prama.api("GET", "/api/held")).body;
  const said = groups.find((g) => g.trigger_id === "floods").reason.text;
  assert.match(said, /^5 files arrived in .+ seconds?, more than your limit of 2\. None has run yet\.$/);
  await page.goto(`${prama.url}/events?outcome=held`);
  const group = page.getByTestId("held-group").filter({ hasText: "floods" });
  await group.getByText(said).waitFor();
  for (const name of ["Run all", "Choose", "Dismiss"]) await group.getByRole("button", { name }).waitFor();
  await prama.api("POST", "/api/status/resume");
  assert.deepEqual(complaints, []);
  await context.close();
});
