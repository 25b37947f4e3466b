// Triggers, workflows and runs in Chromium against a real engine, with the click budgets of the main jobs.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";
import { pdf } from "./pdf.mjs";

const PDF_SOURCE = "pdf-monitor-event-source";
const scans = tempFolder("editor-scans");
const out = join(tempFolder("editor-out"), "not-there-yet");
let prama;
let chrome;

before(async () => {
  prama = await engine();
  chrome = await browser();
  const config = await prama.api("PUT", `/api/event-sources/${PDF_SOURCE}/config`, {
    folders: [{ path: scans, recursive: true }],
  });
  assert.equal(config.status, 200, JSON.stringify(config.body));
  await prama.api("POST", `/api/event-sources/${PDF_SOURCE}/start`);
  for (const name of ["notes", "invoice-1", "invoice-2"]) {
    writeFileSync(join(scans, `${name}.pdf`), pdf(`text of ${name}`));
  }
  await until("three events", async () => {
    const events = (await prama.api("GET", `/api/events?source=${PDF_SOURCE}&type=pdf_file_added`)).body;
    return events.items.length >= 3;
  });
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

async function clicksOf(page) {
  await page.evaluate(() => {
    window.clickCount = 0;
    window.addEventListener("click", (e) => e.isTrusted && e.detail > 0 && window.clickCount++, true);
  });
  return () => page.evaluate(() => window.clickCount);
}
const triggers = async () => (await prama.api("GET", "/api/triggers")).body.items;
const runs = async (query) => (await prama.api("GET", `/api/runs?${query}`)).body.items;

test("a new trigger with two conditions takes at most nine clicks, and its preview is right", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/triggers");
  const clicks = await clicksOf(page);
  await page.getByTestId("new-trigger").click();
  await page.getByTestId("trigger-when").click();
  await page.getByRole("option", { name: /PDF file added/ }).click();
  await page.getByTestId("preview-count").filter({ hasText: "of 3" }).waitFor();
  await page
    .getByTestId("preview-row")
    .filter({ hasText: "invoice-1.pdf" })
    .getByRole("button")
    .first()
    .click();
  const event = page.getByRole("region", { name: "Selected event" });
  await event.getByRole("button", { name: "application/pdf", exact: true }).click();
  await event.getByRole("button", { name: "invoice-1.pdf", exact: true }).click();
  await page.getByTestId("preview-count").filter({ hasText: "Would match 1 of 3" }).waitFor();
  assert.deepEqual(await page.getByTestId("condition-count").allTextContents(), ["3/3", "1/3"]);
  await page.getByTestId("trigger-run").click();
  await page.getByRole("option", { name: /Extract PDF text/ }).click();
  await page.getByTestId("trigger-save").click();
  await page.getByText("On. 1 of the last 3 events would have matched.").waitFor();
  assert.ok((await clicks()) <= 9, `took ${await clicks()} clicks`);

  const saved = (await triggers()).find((t) => t.conditions?.all?.length === 2);
  assert.equal(saved.active, true);
  assert.equal(saved.workflow_id, "extract-pdf-text");
  await page.getByTestId("trigger-row").filter({ hasText: saved.name }).waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(complaints, []);
  await prama.api("DELETE", `/api/triggers/${saved.id}`);
  await context.close();
});

test("the quick start's form: name, source and type, a workflow that is made on the way, save", async () => {
  const { page, context } = await signedIn(chrome, prama, "/triggers/new");
  await page.getByRole("textbox", { name: "Name" }).fill("Daily Report");
  await page.getByTestId("trigger-when").click();
  await page.getByRole("textbox", { name: /^Search/ }).fill("pdf deleted");
  await page.getByRole("option", { name: /PDF file deleted/ }).click();
  await page.getByTestId("trigger-run").click();
  await page.getByRole("textbox", { name: /^Search/ }).fill("generate-report");
  await page.getByRole("option", { name: "Create workflow “generate-report”" }).click();
  await page.getByText("Made with one step").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: /^Save/ }).click();
  await page.waitForURL(/\/triggers(\?|$)/);
  const saved = (await triggers()).find((t) => t.name === "Daily Report");
  assert.equal(saved.workflow_name, "generate-report");
  rmSync(join(scans, "notes.pdf"));
  const [run] = await until("its run", async () => {
    const found = await runs(`trigger=${saved.id}`);
    return found[0]?.status === "succeeded" && found;
  });
  assert.equal(run.subject, "notes.pdf");
  await context.close();
});

test("deleting a trigger is taken back from the toast", async () => {
  const { page, context } = await signedIn(chrome, prama, "/triggers");
  const row = page.getByTestId("trigger-row").filter({ hasText: "Daily Report" });
  await row.getByRole("button", { name: "Menu of Daily Report" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await until("it is gone", async () => !(await triggers()).some((t) => t.name === "Daily Report"));
  await page.getByRole("button", { name: "Undo" }).click();
  await row.waitFor();
  assert.ok((await triggers()).some((t) => t.name === "Daily Report"));
  await context.close();
});

test("a workflow is built from the catalogue, tested step by step, and saved as versions", async () => {
  const { page, context } = await signedIn(chrome, prama, "/workflows/new");
  await page.getByRole("textbox", { name: "Name" }).first().fill("Text beside the PDF");
  const add = async (words, option) => {
    await page.getByTestId("add-step").click();
    await page.getByRole("textbox", { name: "Search: Add step" }).fill(words);
    await page.getByRole("option", { name: option }).first().click();
  };
  await add("pdf text", /text/i);
  // The file of the latest event is filled in.
  await page.getByRole("button", { name: /^PDF file: Event › file_path/ }).waitFor();
  await add("write file", /Write/);
  await page.getByRole("textbox", { name: "File" }).fill(join(out, "all.txt"));
  await page.getByRole("textbox", { name: /^Text/ }).click();
  const earlier = page.getByRole("complementary", { name: "Data" }).getByRole("region", { name: /^1 / });
  await earlier.getByRole("button", { name: /^text/ }).click();
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("workflow-save").click();
  await page.getByText(/Saved as v1/).waitFor();
  const saved = (await prama.api("GET", "/api/workflows")).body.items.find(
    (w) => w.name === "Text beside the PDF",
  );
  assert.deepEqual(saved.problems, []);
  assert.deepEqual(
    saved.steps.map((s) => s.type),
    ["pdf.text", "file.write"],
  );
  assert.equal(saved.steps[1].with.text, "$" + "{{ steps.text.text }}");
  await context.close();
});

test("failures of one cause are run again together, and a failed run is retried from its step", async () => {
  const workflow = (await prama.api("GET", "/api/workflows")).body.items.find(
    (w) => w.name === "Text beside the PDF",
  );
  workflow.steps[1].with = { ...workflow.steps[1].with, create_folder: false, if_exists: "append" };
  const { name, steps } = workflow;
  const put = await prama.api("PUT", `/api/workflows/${workflow.id}`, { name, steps });
  assert.equal(put.status, 200, JSON.stringify(put.body));
  for (const file of ["invoice-1.pdf", "invoice-2.pdf"]) {
    await prama.api("POST", `/api/workflows/${workflow.id}/run`, {
      data: { file_path: join(scans, file), filename: file },
    });
  }
  await until("two failures", async () => (await runs(`workflow=${workflow.id}&status=failed`)).length === 2);

  const { page, context } = await signedIn(chrome, prama, "/runs");
  const clicks = await clicksOf(page);
  await page.getByText("By cause").click();
  const group = page.getByTestId("cause-group").filter({ hasText: "Text beside the PDF" });
  await group.getByText("2 runs").waitFor();
  mkdirSync(out, { recursive: true });
  await group.getByRole("button", { name: "Re-run 2" }).click();
  await until(
    "two successes",
    async () => (await runs(`workflow=${workflow.id}&status=succeeded`)).length === 2,
  );
  assert.ok((await clicks()) <= 3, `took ${await clicks()} clicks`);
  assert.deepEqual(await axe(page), []);

  await page.goto(`${prama.url}/runs?status=failed&workflow=${workflow.id}`);
  await page.getByTestId("run-row").first().click();
  await page.getByRole("button", { name: "Retry from step 2" }).waitFor();
  assert.equal(await page.getByTestId("step-row").nth(1).getAttribute("aria-current"), "step");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Retry from step 2" }).click();
  await page.getByRole("heading", { level: 1 }).filter({ hasText: "Succeeded" }).waitFor();
  await page.getByTestId("step-row").first().click();
  await page.getByRole("tab", { name: "Output" }).click();
  await page.getByTestId("output-text").filter({ hasText: "text of invoice" }).waitFor();
  await context.close();
});

test("a run is watched live: its log grows from line 1 and follows the end", async () => {
  // It goes on until it is told to end, however long the page takes to open.
  const end = join(tempFolder("counts"), "end");
  const script = `i=0; while [ ! -e '${end}' ]; do i=$((i + 1)); echo line $i; sleep 0.2; done; echo that was all`;
  const made = await prama.api("POST", "/api/workflows", {
    name: "Counts",
    steps: [
      {
        id: "count",
        type: "command.run",
        with: { argv: ["sh", "-c", script] },
      },
    ],
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { run_id } = (await prama.api("POST", `/api/workflows/${made.body.id}/run`, { data: {} })).body;
  const { page, context } = await signedIn(chrome, prama, `/runs/${run_id}`);
  await page.getByTestId("log-line").filter({ hasText: "line 3" }).first().waitFor();
  await page.getByText(/^Following/).waitFor();
  await page.getByTestId("log-line").filter({ hasText: "line 30" }).waitFor();
  writeFileSync(end, "");
  await page.getByTestId("log-line").filter({ hasText: "that was all" }).waitFor();
  await page.getByRole("heading", { level: 1 }).filter({ hasText: "Succeeded" }).waitFor();
  await context.close();
});
