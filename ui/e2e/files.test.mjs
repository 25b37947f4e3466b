// One file's way through the window: found already there, its story from the run and back, chosen, dropped, forgotten.
import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";
import { pdf } from "./pdf.mjs";

const scans = tempFolder("scans");
const LETTER = join(scans, "letter.pdf");
let prama;
let chrome;

before(async () => {
  prama = await engine();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

const runsOf = async (subject, workflow) => {
  const { items } = (await prama.api("GET", "/api/runs?limit=100")).body;
  return items.filter((run) => run.subject === subject && (!workflow || run.workflow_id === workflow));
};

test("what was there before is offered after turning on, and runs for that trigger", async () => {
  writeFileSync(LETTER, pdf("a letter"));
  writeFileSync(join(scans, "bill.pdf"), pdf("a bill"));
  const { page, context, complaints } = await signedIn(chrome, prama);
  if (
    !(await page
      .getByTestId("first-run-card")
      .isVisible()
      .catch(() => false))
  )
    await page
      .getByRole("button", { name: "Watch a folder…" })
      .click({ timeout: 2000 })
      .catch(() => undefined);
  const card = page.getByTestId("first-run-card");
  await card.getByLabel("When a PDF is added to").fill(scans);
  await card.getByText("2 PDFs inside, readable").waitFor();
  await card.getByRole("button", { name: "Turn on" }).click();
  const watching = page.getByTestId("first-run-watching");
  await watching.getByText("2 files already there match and did not run.").waitFor();
  assert.equal((await runsOf("letter.pdf")).length, 0);
  await watching.getByTestId("existing-run").click();
  await watching.getByText("Ran for 2 files that were there.").waitFor();
  await until("both ran", async () => (await runsOf("letter.pdf"))[0]?.status === "succeeded");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("from Home to the story of a file, to its run, and back", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama);
  const recent = page.getByTestId("recent-file").filter({ hasText: "letter.pdf" });
  await recent.getByRole("link").first().click();
  const story = page.getByTestId("biography");
  await story.getByRole("link", { name: /Extract PDF text succeeded/ }).click();
  await page.waitForURL(/\/runs\/.+/);
  await page.getByTestId("run-file").click();
  await page.waitForURL((url) => url.pathname === "/files" && url.searchParams.get("path") === LETTER);
  await story.getByText("It is here").waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a file that is dropped or chosen shows its story, also in a browser that hides its folder", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/files");
  const drag = (name, type) =>
    page.evaluate(
      ([name, type]) => {
        const data = new DataTransfer();
        data.items.add(new File(["%PDF-"], name, { type: "application/pdf" }));
        window.dispatchEvent(
          new DragEvent(type, {
            dataTransfer: data,
            bubbles: true,
            cancelable: true,
            clientX: 400,
            clientY: 300,
          }),
        );
      },
      [name, type],
    );
  await drag("letter.pdf", "dragenter");
  await page.getByTestId("drop-overlay").getByText("Show what happened to this file").waitFor();
  await drag("letter.pdf", "drop");
  await page.getByTestId("biography").getByRole("heading", { name: "letter.pdf" }).waitFor();

  const chooser = page.waitForEvent("filechooser");
  await page.getByTestId("files-choose").click();
  await (await chooser).setFiles(join(scans, "bill.pdf"));
  await page.getByTestId("biography").getByRole("heading", { name: "bill.pdf" }).waitFor();
  await drag("never-seen.pdf", "drop");
  await page.getByText('No file with "never-seen.pdf" in its path was seen lately.').waitFor();
  const uploads = (await prama.api("GET", "/api/events?source=web-client-upload")).body.items;
  assert.equal(uploads.length, 0, "nothing was sent");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a forgotten file runs again when it comes again", async () => {
  await prama.api("POST", "/api/workflows", {
    id: "once",
    name: "Once",
    steps: [{ id: "note", type: "data.set", with: { values: { seen: true } } }],
  });
  const made = await prama.api("POST", "/api/triggers", {
    name: "Once per file",
    source: "pdf-monitor-event-source",
    event_type: "pdf_file_added",
    workflow_id: "once",
    active: true,
    options: { once: { per: "file" } },
  });
  assert.equal(made.status, 201);
  const path = join(scans, "note.pdf");
  writeFileSync(path, pdf("a note"));
  const ran = (count) =>
    until(`${count} runs`, async () => (await runsOf("note.pdf", "once")).length === count);
  await ran(1);
  const story = async () =>
    (await prama.api("GET", `/api/files/biography?path=${encodeURIComponent(path)}`)).body;
  const added = async () =>
    (await story()).story.filter((line) => line.text.startsWith("PDF file added")).length;
  const again = async () => {
    const before = await added();
    renameSync(path, `${path}.away`);
    await until("it is gone", async () => (await story()).state === "deleted");
    // A name that comes back at once counts as never gone.
    await new Promise((r) => setTimeout(r, 1_500));
    renameSync(`${path}.away`, path);
    await until("it is told again", async () => (await added()) > before);
  };
  await again();
  assert.equal((await runsOf("note.pdf", "once")).length, 1, "once per file");

  const { page, context, complaints } = await signedIn(
    chrome,
    prama,
    `/files?path=${encodeURIComponent(path)}`,
  );
  await page.getByRole("button", { name: "Forget that it was handled" }).click();
  await page.getByText("Forgotten. It runs again when it comes again.").waitFor();
  await again();
  await ran(2);
  assert.deepEqual(complaints, []);
  await context.close();
});
