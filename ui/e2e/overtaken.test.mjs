// Two edit the same trigger, workflow or configuration: the second is told, keeps the draft, and chooses.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, browser, engine, signedIn, until } from "./lib.mjs";

const TRIGGER = "/api/triggers/invoices";
const WORKFLOW = "/api/workflows/tell";
const SOURCE = "/api/event-sources/scheduler";
const trigger = (name, more = {}) => ({
  id: "invoices",
  name,
  source: "scheduler",
  event_type: "schedule_due",
  workflow_id: "tell",
  active: true,
  ...more,
});
const step = (id) => ({ id, type: "data.set", name: `Step ${id}`, with: { values: { by: id } } });
const schedules = (name) => ({ schedules: [{ id: "tick", name, kind: "cron", cron: "0 0 1 1 *" }] });
let prama;
let chrome;

const get = async (path) => (await prama.api("GET", path)).body;
const elsewhere = async (method, path, body) => {
  const { status, body: answer } = await prama.api(method, path, body);
  assert.ok(status < 300, JSON.stringify(answer));
  return answer;
};

before(async () => {
  prama = await engine();
  chrome = await browser();
  await elsewhere("POST", "/api/workflows", { id: "tell", name: "Tell", steps: [step("one")] });
  await elsewhere("POST", "/api/triggers", trigger("Invoices"));
  await elsewhere("PUT", `${SOURCE}/config`, schedules("Tick"));
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

/** What the page complained about, but for the refusals that this is about. */
const odd = (complaints) => complaints.filter((line) => !line.startsWith("412 "));

/** What lies above an element, in the page. */
function shinesThrough(node) {
  const { left, top, right, bottom } = node.getBoundingClientRect();
  for (let y = top + 4; y < bottom; y += 4) {
    for (let x = left + 4; x < right; x += 8) {
      const there = document.elementFromPoint(x, y);
      if (!node.contains(there)) return there?.outerHTML ?? `nothing at ${x}, ${y}`;
    }
  }
  return null;
}

test("a trigger saved elsewhere is looked at, and mine is saved over it", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/triggers/invoices");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("Invoices of mine");
  await elsewhere("PUT", TRIGGER, trigger("Invoices of theirs"));
  await page.getByTestId("trigger-save").click();
  const choice = page.getByTestId("overtaken");
  await choice.getByText(/was changed elsewhere/).waitFor();
  await choice.getByText("It is at revision 2 now; you began with revision 1.").waitFor();
  assert.equal(await name.inputValue(), "Invoices of mine", "what was written stays");
  assert.equal((await get(TRIGGER)).name, "Invoices of theirs", "nothing was written over");
  assert.ok(await choice.evaluate((node) => node === document.activeElement), "it has the focus");
  await choice.getByRole("button", { name: "See the differences" }).click();
  await choice.getByText("Invoices of theirs").first().waitFor();
  await choice.getByText("Yours differs from it in: name.").waitFor();
  assert.deepEqual(await axe(page), []);
  // A third one comes in between: it is asked again, not forced.
  await elsewhere("POST", `${TRIGGER}/disable`);
  const again = page.waitForResponse((answer) => answer.status() === 412);
  await choice.getByRole("button", { name: "Save mine anyway" }).click();
  await again;
  assert.equal((await get(TRIGGER)).active, false);
  await choice.getByRole("button", { name: "Save mine anyway" }).click();
  await page.waitForURL(/\/triggers(\?|$)/);
  const saved = await get(TRIGGER);
  assert.deepEqual([saved.name, saved.active, saved.revision], ["Invoices of mine", true, 3]);
  assert.deepEqual(odd(complaints), []);
  await context.close();
});

test("a workflow saved elsewhere is taken, and the discarded draft comes back by Undo", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/workflows/tell");
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("Tell of mine");
  await elsewhere("PUT", WORKFLOW, { name: "Tell of theirs", steps: [step("one"), step("two")] });
  await page.getByTestId("workflow-save").click();
  const choice = page.getByTestId("overtaken");
  await choice.getByText("It is at v2 now; you began with v1.").waitFor();
  await choice.getByRole("button", { name: "See the differences" }).click();
  await choice.getByText(/two/i).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await choice.getByRole("button", { name: "Discard mine and load theirs" }).click();
  await choice.waitFor({ state: "detached" });
  assert.equal(await name.inputValue(), "Tell of theirs");
  await page.getByRole("button", { name: "Undo" }).click();
  await until("mine is back", async () => (await name.inputValue()) === "Tell of mine");
  // It still began with the first version.
  await page.getByTestId("workflow-save").click();
  await choice.getByRole("button", { name: "Save mine anyway" }).click();
  await page.getByText("Saved as v3.").waitFor();
  const versions = (await get(`${WORKFLOW}/revisions`)).items.map((version) => version.name);
  assert.deepEqual(versions, ["Tell of mine", "Tell of theirs", "Tell"], "nothing is lost");
  assert.deepEqual(odd(complaints), []);
  await context.close();
});

test("a configuration changed elsewhere is applied over, and Undo brings theirs back", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/sources/scheduler?tab=config");
  const name = page.getByRole("textbox", { name: /^Name/ }).first();
  await name.fill("Tick of mine");
  await elsewhere("PUT", `${SOURCE}/config`, schedules("Tick of theirs"));
  await page.getByTestId("config-apply").click();
  const choice = page.getByTestId("overtaken");
  await choice.getByText(/The configuration of Scheduler was changed elsewhere/).waitFor();
  assert.equal(await name.inputValue(), "Tick of mine");
  await choice.getByRole("button", { name: "See the differences" }).click();
  assert.equal(await choice.evaluate(shinesThrough), null, "nothing of the form shows through it");
  await choice.getByRole("region", { name: "What they changed" }).getByText("Tick of theirs").waitFor();
  assert.deepEqual(await axe(page), []);
  await choice.getByRole("button", { name: "Apply mine anyway" }).click();
  await choice.waitFor({ state: "detached" });
  const applied = async () => (await get(`${SOURCE}/config`)).config.schedules[0].name;
  await until("mine is there", async () => (await applied()) === "Tick of mine");
  await page.getByRole("button", { name: "Undo" }).click();
  await until("theirs is back", async () => (await applied()) === "Tick of theirs");
  assert.deepEqual(odd(complaints), []);
  await context.close();
});

test("an editor in which nothing was changed follows what is saved elsewhere", async () => {
  for (const [address, path, change] of [
    ["/triggers/invoices", TRIGGER, trigger("Followed")],
    ["/workflows/tell", WORKFLOW, { name: "Followed", steps: [step("one")] }],
  ]) {
    const { page, context } = await signedIn(chrome, prama, address);
    const name = page.getByRole("textbox", { name: "Name", exact: true });
    await name.waitFor();
    await elsewhere("PUT", path, change);
    await until("the name follows", async () => (await name.inputValue()) === "Followed");
    await name.fill("Changed after that");
    await page.getByRole("button", { name: /^Save/ }).click();
    await until(
      "it is saved without a question",
      async () => (await get(path)).name === "Changed after that",
    );
    await context.close();
  }
});
