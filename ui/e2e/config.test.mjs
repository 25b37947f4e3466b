// Configuration forms, uploads and the help for authors of sources, in Chromium against a real engine.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";
import { pdf } from "./pdf.mjs";

const SINK = "kitchen-sink";
let prama;
let chrome;
let own;

const source = async (id) => (await prama.api("GET", `/api/event-sources/${id}`)).body;
const configOf = async (id) => (await source(id)).config;

/** Says yes to a source, where the engine asks. */
async function trusted(id) {
  const found = await until(`the source ${id}`, async () => {
    const { status, body } = await prama.api("GET", `/api/event-sources/${id}`);
    return status === 200 && body;
  });
  if (found.state !== "untrusted") return;
  const answer = await prama.api("POST", `/api/event-sources/${id}/trust`, {
    hash: found.trust.hash,
    follow_edits: true,
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

const CONFIG_SCHEMA = {
  type: "object",
  required: ["server"],
  properties: {
    server: { type: "string", title: "Server", minLength: 1 },
    password: { type: "string", title: "Password", writeOnly: true },
    timeout_s: { type: "integer", title: "Time-out", minimum: 1, maximum: 3600, default: 30 },
    max_bytes: { type: "integer", title: "Largest message", default: 10_485_760 },
    mode: { type: "string", title: "Mode", enum: ["poll", "push"], default: "push" },
    level: { type: "string", title: "Log level", enum: ["trace", "debug", "info", "warn", "error"] },
    folder: { type: "string", format: "folder", title: "Keep copies in" },
    labels: { type: "array", title: "Labels", items: { type: "string", title: "Label", minLength: 1 } },
    rules: {
      type: "array",
      title: "Rules",
      items: {
        type: "object",
        title: "Rule",
        required: ["name"],
        properties: {
          name: { type: "string", title: "Rule name" },
          from: { type: "string", title: "From" },
          subject: { type: "string", title: "Subject" },
          days: { type: "array", title: "Days", uniqueItems: true, items: { enum: ["mon", "tue", "wed"] } },
        },
      },
    },
    auth: {
      title: "Sign-in",
      oneOf: [
        {
          type: "object",
          title: "User name",
          required: ["kind", "user"],
          properties: { kind: { type: "string", const: "basic" }, user: { type: "string", title: "User" } },
        },
        {
          type: "object",
          title: "Token",
          required: ["kind", "token"],
          properties: {
            kind: { type: "string", const: "token" },
            token: { type: "string", title: "Token text" },
          },
        },
      ],
    },
    headers: { type: "object", title: "Headers" },
    anything: {},
  },
  if: { properties: { mode: { const: "poll" } }, required: ["mode"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: {
    properties: { every_s: { type: "integer", title: "Look every", minimum: 5 } },
    required: ["every_s"],
  },
};

before(async () => {
  prama = await engine();
  chrome = await browser();
  const { source_dirs, data_dir } = (await prama.api("GET", "/api/status")).body;
  own = source_dirs.find((dir) => dir.startsWith(data_dir));
  mkdirSync(join(own, SINK), { recursive: true });
  writeFileSync(
    join(own, SINK, "plugin.json"),
    JSON.stringify({
      type: "event-source",
      id: SINK,
      name: "Kitchen sink",
      description: "Every kind of setting",
      version: "1.0.0",
      entry: { command: ["sleep", "100000"] },
      eventTypes: [{ type: "x", label: "X", description: "Nothing" }],
      configSchema: CONFIG_SCHEMA,
    }),
  );
  await trusted(SINK);
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

/** A page as strict as the desktop window, which freezes prototypes. */
async function strict(path, options = {}) {
  const opened = await signedIn(chrome, prama, "/home", options);
  await opened.page.addInitScript(() => Object.freeze(Object.prototype));
  await opened.page.goto(prama.url + path);
  return opened;
}
const fieldset = (page, name) => page.getByRole("group", { name, exact: true });
const apply = (page) => page.getByTestId("config-apply").click();

test("a form for every kind of setting: problems where they are, what changes, apply and undo", async () => {
  const { page, context, complaints } = await strict(`/sources/${SINK}?tab=config`);
  const server = page.getByRole("textbox", { name: "Server" });
  await server.waitFor();
  assert.equal(await page.getByText("No changes").count(), 1, "opening a form changes nothing");

  await server.focus();
  assert.equal(await page.getByText("This is needed.").count(), 0, "nothing is wrong before it was visited");
  await page.getByRole("textbox", { name: "Time-out" }).fill("90");
  await page.getByText("This is needed.").waitFor();
  await page.getByRole("combobox", { name: "Unit of Time-out" }).click();
  await page.getByRole("option", { name: "min", exact: true }).click();
  await page.getByText("This should be 1 h or less.").waitFor();

  await page.getByText("Poll", { exact: true }).click();
  await page.getByRole("textbox", { name: "Look every" }).waitFor();
  await page.getByRole("button", { name: "Add label to Labels" }).click();
  await page.getByRole("button", { name: "Add rule to Rules" }).click();
  await page.getByRole("textbox", { name: "User" }).fill("marta");
  await page.getByRole("textbox", { name: "Headers" }).fill('{"x": ');
  await page.getByText("This is not JSON yet").waitFor();
  await page.getByRole("textbox", { name: "Headers" }).fill('{"x": 1}');
  await apply(page);

  const summary = page.getByRole("alert").filter({ hasText: "Not applied" });
  const told = await summary.getByRole("link").allTextContents();
  assert.deepEqual(told.sort(), [
    "Labels › 1: This can't be empty.",
    "Look every: This is needed.",
    "Rules › 1 › Rule name: This is needed.",
    "Server: This is needed.",
    "Time-out: This should be 1 h or less.",
  ]);
  assert.deepEqual(await configOf(SINK).then((config) => config.server), undefined, "nothing was applied");
  await summary.getByRole("link", { name: /Rule name/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "config/rules/0/name");
  await page.keyboard.type("Invoices");
  await page.getByRole("checkbox", { name: "tue" }).check();
  await server.fill("mail.example.org");
  await page.getByRole("textbox", { name: "Time-out" }).fill("2");
  await page.getByRole("textbox", { name: "Look every" }).fill("60");
  await page.getByRole("textbox", { name: "Label 1" }).fill("red");
  const changes = page.getByTestId("config-changes");
  await changes.getByRole("row", { name: "Time-out 30 s 2 min" }).waitFor();
  // At the end of the form nothing lies half under its foot.
  await page.getByRole("textbox", { name: "Anything" }).scrollIntoViewIfNeeded();
  await page.getByTestId("config-apply").focus();
  await page.locator(".source-detail").evaluate((pane) => pane.scrollTo(0, pane.scrollHeight));
  assert.deepEqual(await axe(page), []);

  await apply(page);
  await page.getByText("Applied to Kitchen sink").waitFor();
  const applied = await configOf(SINK);
  assert.deepEqual(
    { ...applied, password: undefined },
    {
      server: "mail.example.org",
      password: undefined,
      timeout_s: 120,
      max_bytes: 10_485_760,
      mode: "poll",
      every_s: 60,
      labels: ["red"],
      rules: [{ name: "Invoices", days: ["tue"] }],
      auth: { kind: "basic", user: "marta" },
      headers: { x: 1 },
    },
  );
  await page.getByText("No changes").waitFor();
  await page.getByRole("combobox", { name: "Sign-in" }).click();
  await page.getByRole("option", { name: "Token" }).click();
  await page.getByRole("textbox", { name: "Token text" }).fill("abc");
  await apply(page);
  await until("the other alternative", async () => {
    const { auth } = await configOf(SINK);
    return auth.kind === "token" && auth.token === "abc" && auth.user === undefined;
  });
  await until("both toasts", async () => (await page.getByRole("button", { name: "Undo" }).count()) === 2);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await until("what was there before", async () => (await configOf(SINK)).auth.user === "marta");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a secret is set, replaced and removed, and never shown", async () => {
  const { page, context } = await strict(`/sources/${SINK}?tab=config`);
  await page.getByRole("textbox", { name: "Server" }).fill("secret.example.org");
  await page.getByLabel("Password", { exact: true }).fill("hunter2-first");
  await apply(page);
  await page.getByText("Applied to Kitchen sink").waitFor();
  assert.deepEqual((await configOf(SINK)).password, { $secret: "set" });
  const secret = fieldset(page, "Password");
  await secret.getByText("Set", { exact: true }).waitFor();
  await secret.getByRole("button", { name: "Replace Password" }).click();
  await page.getByLabel("Password", { exact: true }).fill("hunter2-second");
  await page.getByRole("row", { name: "Password set changed" }).waitFor();
  await apply(page);
  await page.getByText("Undo can't bring back: Password.").waitFor();
  await secret.getByRole("button", { name: "Remove Password" }).click();
  await secret.getByText("Removed when you apply").waitFor();
  await secret.getByRole("button", { name: "Keep the current Password" }).click();
  await page.getByText("No changes").waitFor();
  await secret.getByRole("button", { name: "Remove Password" }).click();
  await apply(page);
  await until("no password", async () => (await configOf(SINK)).password === undefined);
  assert.ok(!(await page.content()).includes("hunter2"));
  await context.close();
});

test("folders: chosen, counted, and each row with its own health", async () => {
  const id = "pdf-monitor-event-source";
  const scans = tempFolder("config-scans");
  for (const name of ["one", "two"]) writeFileSync(join(scans, `${name}.pdf`), pdf(name));
  const { page, context, complaints } = await strict(`/sources/${id}?tab=config`);
  await page.getByRole("button", { name: "Add folder to Folders" }).click();
  const row = page.getByTestId("config-row").last();
  await row.getByRole("textbox", { name: "Folder" }).fill(join(scans, "nowhere"));
  await row.getByText("This folder can't be found.").waitFor();
  await row.getByRole("textbox", { name: "Folder" }).fill(scans);
  await row.getByText("2 PDFs inside, readable").waitFor();
  await row.getByRole("button", { name: "Choose folder for Folder" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Use this folder" }).click();
  assert.equal(await row.getByRole("textbox", { name: "Folder" }).inputValue(), scans);
  await apply(page);
  await row.getByText("Watching").waitFor();
  await row.getByRole("button", { name: "Remove folder 1" }).click();
  await apply(page);
  await until("no folder", async () => (await configOf(id)).folders.length === 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("schedules: what one means and when it is due, while it is written", async () => {
  const { page, context, complaints } = await strict("/sources/scheduler?tab=config");
  await page.getByRole("button", { name: "Add schedule to Schedules" }).click();
  const row = page.getByTestId("config-row").last();
  const preview = row.getByTestId("schedule-preview");
  await preview.getByText("Fill it in to see when it is due.").waitFor();
  await row.getByRole("textbox", { name: "Name" }).fill("Weekly report");
  assert.equal(await row.getByRole("textbox", { name: "Id" }).inputValue(), "weekly-report");
  await row.getByLabel(/^Cron pattern/).fill("0 9 * * MON");
  await row.getByRole("combobox", { name: "Time zone" }).fill("Europe/Rome");
  await page.getByRole("option", { name: "Europe/Rome" }).click();
  await preview.getByText(/Monday/).waitFor();
  const due = /^Mon, \d+ \w+ 20\d\d,? (?:at )?09:00 UTC\+0[12]:00$/;
  await until("five Mondays in Rome", async () => {
    const times = await preview.getByRole("listitem").allTextContents();
    return times.length === 5 && times.every((time) => due.test(time));
  });
  await row.getByText("Make up for each", { exact: true }).click();
  assert.deepEqual(await axe(page), []);
  await apply(page);
  await until("the schedule", async () => (await configOf("scheduler")).schedules.length === 1);
  const [kept] = (await configOf("scheduler")).schedules;
  assert.deepEqual(kept, {
    id: "weekly-report",
    name: "Weekly report",
    kind: "cron",
    cron: "0 9 * * MON",
    time_zone: "Europe/Rome",
    missed: "all",
  });
  assert.deepEqual(complaints, []);

  // What can't be is said where it is written.
  await row.getByLabel(/^Cron pattern/).fill("0 99 * * *");
  await preview.locator(".cf-error").waitFor();
  await row.getByText("Every so often", { exact: true }).click();
  await row.getByRole("textbox", { name: "Every" }).fill("2");
  await row.getByRole("combobox", { name: "Unit of Every" }).click();
  await page.getByRole("option", { name: "h", exact: true }).click();
  await preview.getByText(/2 hours/).waitFor();
  await context.close();
});

test("webhooks: the address, how it is signed, the last call, and an example that works", async () => {
  const { page, context, complaints } = await strict("/sources/api-webhook?tab=config");
  const fresh = Date.now().toString(36);
  for (const [path, signature] of [
    [`open-${fresh}`, "None"],
    [`github-${fresh}`, "GitHub"],
    [`stripe-${fresh}`, "Stripe"],
    [`standard-${fresh}`, "Standard Webhooks"],
  ]) {
    await page.getByRole("button", { name: "Add webhook to Webhooks" }).click();
    const row = page.getByTestId("config-row").last();
    await row.getByRole("textbox", { name: "Path" }).fill(path);
    await row.getByText(new RegExp(`^${signature.replace(" ", ".")}$`, "i")).click();
    if (signature !== "None") await row.getByLabel("Secret", { exact: true }).fill("d2hhdCBhIHNlY3JldA==");
    await row.getByText("Its address shows up here once it is applied.").waitFor();
  }
  await apply(page);
  await page.getByText("Applied to API webhooks").waitFor();
  for (const [index, label] of [
    /Unsigned: whoever knows the address can call it/,
    /Signed: GitHub/,
    /Signed: Stripe/,
    /Signed: Standard Webhooks/,
  ].entries()) {
    const hook = page.getByTestId("webhook").nth(index);
    await hook.getByText(label).waitFor();
    await hook.getByText("never called").waitFor();
    await hook.getByText("Try it from a terminal").click();
    const call = await hook.getByLabel("Example call").textContent();
    const answer = execFileSync(
      "bash",
      [
        "-c",
        `${call.replace("put the secret here", "d2hhdCBhIHNlY3JldA==")} -sS -o /dev/null -w '%{http_code}'`,
      ],
      { encoding: "utf8" },
    );
    assert.match(answer, /^2\d\d$/, call);
    await hook.getByText(/last call .*, answered 2\d\d/).waitFor();
  }
  assert.deepEqual(await axe(page), []);
  await page.getByRole("tab", { name: "Manifest" }).click();
  await page
    .getByTestId("webhook")
    .first()
    .getByText(/^http:\/\/127\.0\.0\.1:\d+\/hooks\/open-\w+$/)
    .waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

/** Drops files on the window as a hand would, in the steps a browser tells them in. */
async function dragOver(page, files) {
  return page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, text, type } of list) data.items.add(new File([text], name, { type }));
    const tell = (kind) =>
      document.body.dispatchEvent(
        new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    tell("dragenter");
    tell("dragover");
    return { drop: () => tell("drop"), leave: () => tell("dragleave") };
  }, files);
}
const TEXTS = [
  { name: "invoice-7.pdf", text: pdf("invoice 7").toString("latin1"), type: "application/pdf" },
  { name: "notes.txt", text: "hello", type: "text/plain" },
];

test("files dropped on the window: what will happen, progress, cancel, and the way to what came of it", async () => {
  const { page, context, complaints } = await strict("/triggers");
  const overlay = page.getByTestId("drop-overlay");
  // Nothing can be dropped on a page that is not there yet.
  await page.getByRole("heading", { name: "Triggers" }).waitFor();
  const passing = await dragOver(page, TEXTS);
  await overlay.waitFor();
  await passing.evaluate((drag) => drag.leave());
  await overlay.waitFor({ state: "detached" });
  const drag = await dragOver(page, TEXTS);
  await overlay.getByText("Send 2 files as File uploaded").waitFor();
  await drag.evaluate((held) => held.drop());
  await page.getByText("Sent 2 files.").waitFor();
  await page.getByRole("button", { name: "See the events" }).click();
  await page.waitForURL(/\/events\?source=web-client-upload/);
  await page.getByTestId("event-row").filter({ hasText: "invoice-7.pdf" }).first().waitFor();

  const chooser = page.waitForEvent("filechooser");
  await page.goto(`${prama.url}/sources/web-client-upload`);
  await page.getByTestId("send-files").press("Enter");
  await (await chooser).setFiles({
    name: "by-hand.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("by hand"),
  });
  await page.getByText("Sent by-hand.txt.").waitFor();
  await page.getByRole("button", { name: "See the event", exact: true }).click();
  await page.getByTestId("event-detail").getByText("by-hand.txt").first().waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(complaints, []);

  // A connection that never ends, so that there is something to cancel.
  await page.route("**/api/uploads", () => {});
  await (await dragOver(page, TEXTS)).evaluate((held) => held.drop());
  const panel = page.getByTestId("upload-panel");
  await panel.getByText("Sending 1 of 2: invoice-7.pdf").waitFor();
  assert.deepEqual(await axe(page), []);
  await panel.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled. Nothing was sent.").waitFor();
  assert.equal(await panel.count(), 0);
  await context.close();
});

test("from an empty folder to a running source by the help page alone, in three languages", async () => {
  for (const [language, name, script] of [
    ["python", "Python", "main.py"],
    ["node", "Node", "main.mjs"],
    ["bash", "Bash", "main.sh"],
  ]) {
    const id = `first-${language}`;
    const started = Date.now();
    const { page, context, complaints } = await strict("/sources");
    await page.getByRole("link", { name: "Write your own" }).click();
    await page.getByText(name, { exact: true }).click();
    await page.getByRole("textbox", { name: "Its id" }).fill(id);
    const lookout = page.getByTestId("lookout");
    await lookout.getByText(`Looking out for "${id}"`).waitFor();
    assert.deepEqual(await axe(page), []);
    const manifest = await page.getByTestId("file-plugin.json").textContent();
    const program = await page.getByTestId(`file-${script}`).textContent();
    mkdirSync(join(own, id));
    writeFileSync(join(own, id, script), program);
    writeFileSync(join(own, id, "plugin.json"), `${manifest.slice(0, 40)} nonsense`);
    const found = lookout.filter({ hasText: `${id}: ` });
    await found.getByText(/Found, but plugin.json can't be used: line \d+/).waitFor();
    writeFileSync(join(own, id, "plugin.json"), manifest);
    await found.getByText(/: (Found\. It waits for your trust|Running\. )/).waitFor();
    await trusted(id);
    await found.getByText(/Running. \d+ events? so far/).waitFor();
    await found.getByRole("link", { name: "See them live" }).click();
    await page.waitForURL(new RegExp(`/sources/${id}`));
    console.log(`${name}: running and seen after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    assert.deepEqual((await source(id)).warnings, []);
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test("the help page's one command makes the same two files", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/new?lang=bash", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.getByRole("textbox", { name: "Its id" }).fill("by-command");
  const manifest = await page.getByTestId("file-plugin.json").textContent();
  await page.getByRole("button", { name: "Copy as one command" }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  execFileSync("sh", ["-c", command]);
  const folder = join(own, "by-command");
  assert.ok(existsSync(join(folder, "main.sh")));
  assert.equal(readFileSync(join(folder, "plugin.json"), "utf8"), manifest);
  await context.close();
});
