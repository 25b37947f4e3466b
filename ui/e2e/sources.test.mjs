// The Sources pages in Chromium against a real engine: a source's life from the folder that is put there to the mended
// manifest, and what the catalogue and the log can do. The tests build on each other.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";

let prama;
let chrome;
let folders;

const MANIFEST = {
  type: "event-source",
  id: "greeter",
  name: "Greeter",
  description: "Says hello every half second.",
  version: "1.0.0",
  author: "Davide",
  tags: ["test"],
  permissions: { network: ["example.org:443"] },
  eventTypes: [
    {
      type: "greeted",
      label: "Greeted",
      description: "Somebody was greeted",
      schema: {
        type: "object",
        required: ["n"],
        properties: {
          n: { type: "integer", description: "Counts up" },
          who: { type: "object", properties: { name: { type: "string" } } },
        },
      },
    },
  ],
  configSchema: { type: "object", properties: { tone: { type: "string", title: "Tone" } } },
  entry: { command: ["sh", "run.sh"] },
};
const manifest = (changes = {}) => `${JSON.stringify({ ...MANIFEST, ...changes }, null, 2)}\n`;
const traces = tempFolder("traces");
/** Leaves a trace outside of its folder: what is in the folder is what is trusted. */
const SCRIPT = `touch "${traces}/$(basename "$PWD")"
echo "hello is starting" >&2
i=0
while true; do
  i=$((i+1))
  echo "{\\"event_type\\":\\"greeted\\",\\"data\\":{\\"n\\":$i,\\"who\\":{\\"name\\":\\"guest $i\\"}}}"
  echo "greeted guest $i" >&2
  sleep 0.5
done
`;
const inFolder = (source, file) => join(folders, source, file);
/** Puts a folder there; the manifest comes last, as when a folder is copied. */
function put(id, script, changes) {
  mkdirSync(join(folders, id), { recursive: true });
  writeFileSync(inFolder(id, "run.sh"), script);
  writeFileSync(inFolder(id, "plugin.json"), manifest({ id, ...changes }));
}
const source = async (id) => (await prama.api("GET", `/api/event-sources/${id}`)).body;
async function trust(id) {
  const seen = await until(`${id} to be listed`, async () => (await source(id)).trust?.hash && source(id));
  const answer = await prama.api("POST", `/api/event-sources/${id}/trust`, { hash: seen.trust.hash });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}
const state = (page, text) => page.getByTestId("source-state").filter({ hasText: text }).waitFor();
const tab = (page, name) => page.getByRole("tab", { name }).click();

before(async () => {
  prama = await engine();
  chrome = await browser();
  folders = join((await prama.api("GET", "/api/status")).body.data_dir, "event-sources");
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

test("a new folder shows up by itself and runs only after a person says yes", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/sources");
  await page.getByTestId("source-row").first().waitFor();
  put("greeter", SCRIPT);
  await page.getByTestId("source-row").filter({ hasText: "Greeter" }).click();
  await state(page, "Not trusted yet");
  const panel = page.getByTestId("trust-panel");
  await panel.getByText("sh run.sh").waitFor();
  await panel.getByText("example.org:443").waitFor();
  await panel.getByText("Davide").waitFor();
  assert.deepEqual((await panel.getByTestId("trust-file").allTextContents()).length, 2);
  assert.ok(!existsSync(join(traces, "greeter")), "nothing of it ran");
  assert.equal(await page.getByRole("tab").first().textContent(), "Event types 1");
  assert.deepEqual(await axe(page), []);

  await panel.getByTestId("trust-button").click();
  const dialog = page.getByRole("dialog", { name: "Trust Greeter and let it run?" });
  await dialog.getByText("Prama starts sh run.sh as you").waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    "Not now",
    "the safe answer has the focus",
  );
  assert.deepEqual(await axe(page), []);
  await dialog.getByTestId("trust-confirm").click();
  await state(page, "Running");
  await panel.waitFor({ state: "detached" });
  await until("it to run", () => existsSync(join(traces, "greeter")));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("its events are seen live; a row shows payload and why; pausing holds the view", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter?tab=live");
  const rows = page.getByTestId("live-row");
  await rows.first().waitFor();
  await rows.first().click();
  const peek = page.getByTestId("live-peek");
  await peek.getByText("No trigger listens to Greeted.").waitFor();
  await peek.getByText(/^guest \d+$/).waitFor();
  const held = await rows.first().textContent();
  await page.getByRole("button", { name: /^Resume, \d+ new$/ }).waitFor();
  assert.equal(await rows.first().textContent(), held, "the view stands still");
  assert.deepEqual(await axe(page), []);
  await page.getByTestId("live-pause").click();
  await peek.waitFor({ state: "detached" });
  await until("newer rows", async () => (await rows.first().textContent()) !== held);
  await context.close();
});

test("a test event is filled in from the last one, checked while typed, and answered", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter");
  await page.getByTestId("field-row").filter({ hasText: "Counts up" }).waitFor();
  await page.getByTestId("send-test").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("JSON", { exact: true }).click();
  const payload = dialog.getByTestId("send-test-payload");
  assert.match(await payload.inputValue(), /"name": "guest \d+"/, "prefilled from the last event");
  await payload.fill('{\n  "n": 1,\n  "who":\n}');
  await dialog.getByText(/line 4, column 1/).waitFor();
  await payload.fill('{"n": "many", "who": {"name": "the test"}}');
  await dialog.getByTestId("send-problems").getByText("This should be a whole number.").waitFor();
  assert.deepEqual(await axe(page), []);
  await payload.fill('{"n": 4711, "who": {"name": "the test"}}');
  await dialog.getByTestId("send-problems").waitFor({ state: "detached" });
  await dialog.getByTestId("send-test-send").click();
  await dialog.getByTestId("send-answer").getByText("Accepted. 0 triggers matched.").waitFor();
  const link = await dialog.getByRole("link", { name: "See the event" }).getAttribute("href");
  const sent = (await prama.api("GET", `/api${link}`)).body;
  assert.deepEqual(sent.data, { n: 4711, who: { name: "the test" } });
  await context.close();
});

test("a broken manifest is framed while the last good version runs, and goes when it is mended", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter?tab=live");
  await page.getByTestId("live-row").first().waitFor();
  const broken = manifest().replace('"label": "Greeted"', '"label": 7').replace('"1.0.0"', '"1.0"');
  writeFileSync(inFolder("greeter", "plugin.json"), broken);
  const note = page.getByTestId("broken-edit");
  await note.getByText("The last good version keeps running.").waitFor();
  await state(page, "Running");
  const line = broken.split("\n").findIndex((text) => text.includes('"1.0"')) + 1;
  await note.getByRole("link", { name: `Show line ${line}` }).click();
  const frame = page.getByTestId("invalid-frame");
  await frame.getByText(`at line ${line}, column`).first().waitFor();
  assert.equal(await frame.getByTestId("invalid-error").count(), 2, "all errors at once");
  assert.match(await frame.locator("pre").first().textContent(), /\^/, "a caret under the spot");
  assert.deepEqual(await axe(page), []);
  writeFileSync(inFolder("greeter", "plugin.json"), manifest());
  await frame.waitFor({ state: "detached" });
  await state(page, "Running");
  await context.close();
});

test("a change waits until it is trusted, shows what is different, and can be blocked", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter");
  await state(page, "Running");
  const network = ["example.org:443", "elsewhere.example:25"];
  writeFileSync(inFolder("greeter", "run.sh"), SCRIPT.replace("hello is", "hello again is"));
  writeFileSync(inFolder("greeter", "plugin.json"), manifest({ permissions: { network } }));
  await page.getByTestId("trust-review").click();
  await state(page, "Running");
  const panel = page.getByTestId("trust-panel");
  await panel.getByTestId("trust-file").filter({ hasText: "run.sh" }).getByText("changed").waitFor();
  await panel.getByTestId("manifest-diff").getByText("elsewhere.example:25").waitFor();
  assert.deepEqual(await axe(page), []);
  await panel.getByTestId("block-button").click();
  await state(page, "Blocked");
  await panel.getByTestId("trust-button").click();
  await page.getByTestId("trust-follow").check();
  await page.getByTestId("trust-confirm").click();
  await state(page, "Running");
  writeFileSync(inFolder("greeter", "run.sh"), SCRIPT.replace("hello is", "the author's edit is"));
  await tab(page, "Log");
  await page.getByTestId("log-line").filter({ hasText: "the author's edit is starting" }).waitFor();
  assert.equal((await source("greeter")).trust.follows_edits, true);
  await context.close();
});

test("the log is searched, filtered, marked at each start, and saved", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter?tab=log");
  await page.getByTestId("log-line").filter({ hasText: "greeted guest" }).first().waitFor();
  await page.getByRole("textbox", { name: "Find in log" }).fill("IS STARTING");
  const hits = page.getByTestId("log-hits");
  await hits.filter({ hasText: /^1 of [1-9]/ }).waitFor();
  const total = Number(/of (\d+)/.exec(await hits.textContent())[1]);
  const starts = (await prama.api("GET", "/api/event-sources/greeter/log?limit=2000")).body.lines;
  assert.equal(total, starts.filter((line) => line.text.includes("is starting")).length);
  await page.keyboard.press("Enter");
  await hits.filter({ hasText: total > 1 ? /^2 of/ : /^1 of/ }).waitFor();
  await page.locator("mark", { hasText: "is starting" }).first().waitFor();
  await page.getByTestId("log-start").first().waitFor();
  await page.getByRole("textbox", { name: "Find in log" }).fill("no such words");
  await hits.filter({ hasText: "Not found" }).waitFor();
  await page.getByText("Errors", { exact: true }).click();
  await page
    .getByTestId("log-line")
    .filter({ hasText: "greeted guest" })
    .first()
    .waitFor({ state: "detached" });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save log as file" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "greeter.log");
  assert.match(readFileSync(await download.path(), "utf8"), /info {2}greeted guest \d+/);
  await context.close();
});

test("the catalogue is filtered by text, state and tag, and the address remembers", async () => {
  put("broken", SCRIPT, { name: "Broken one", version: "one" });
  const { page, context } = await signedIn(chrome, prama, "/sources");
  const names = async () =>
    (await page.getByTestId("source-row").getByRole("gridcell").first().isVisible())
      ? page.getByTestId("source-row").evaluateAll((rows) => rows.map((row) => row.dataset.key))
      : [];
  await page.getByTestId("source-row").filter({ hasText: "Broken one" }).waitFor();
  assert.equal((await names())[0], "broken", "problems first");
  await page.keyboard.press("/");
  await page.keyboard.type("greet");
  await until("one row", async () => String(await names()) === "greeter");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Problems/ }).click();
  await until("problems only", async () => String(await names()) === "broken");
  assert.match(page.url(), /state=problem/);
  await page.getByRole("button", { name: /^All/ }).click();
  await page.getByRole("button", { name: "Filter by tag" }).click();
  await page.getByRole("menuitemcheckbox", { name: /^test/ }).click();
  await page.keyboard.press("Escape");
  await until("tagged only", async () => String(await names()) === "greeter");
  await page.reload();
  await page.getByTestId("source-row").first().waitFor();
  assert.deepEqual(await names(), ["greeter"]);
  await page
    .getByRole("searchbox")
    .or(page.getByRole("textbox", { name: "Filter sources" }))
    .first()
    .fill("nothing like it");
  await page.getByRole("button", { name: "Clear filter" }).click();
  await until("all rows", async () => (await names()).length > 3);
  await context.close();
});

test("another copy of a source: its id is suggested and checked, removing it can be undone", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter");
  await page.getByTestId("instance-add").click();
  await page.getByTestId("instance-name").fill("Second Floor");
  assert.equal(await page.getByTestId("instance-id").inputValue(), "second-floor");
  await page.getByTestId("instance-id").fill("greeter");
  await page.getByText("There is a source with the id greeter already.").waitFor();
  await page.getByTestId("instance-id").fill("second-floor");
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForURL(/\/sources\/second-floor/);
  const rows = page.getByTestId("source-row");
  await rows.filter({ hasText: "Second Floor" }).waitFor();
  const keys = await rows.evaluateAll((all) => all.map((row) => row.dataset.key));
  assert.equal(keys.indexOf("second-floor"), keys.indexOf("greeter") + 1, "it stands under its base");
  await page.getByTestId("instance-remove").click();
  await page.waitForURL(/\/sources\/greeter/);
  await rows.filter({ hasText: "Second Floor" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await rows.filter({ hasText: "Second Floor" }).waitFor();
  assert.equal((await source("second-floor")).instance_of, "greeter");
  await prama.api("DELETE", "/api/event-sources/second-floor");
  await context.close();
});

test("without a pointer: the palette stops and starts a source, and leads to one that needs trust", async () => {
  put("stranger", SCRIPT, { name: "Stranger" });
  await until("it is listed", async () => (await source("stranger")).state === "untrusted");
  const trigger = await prama.api("POST", "/api/triggers", {
    name: "Answer strangers",
    source: "stranger",
    event_type: "greeted",
    workflow_id: "extract-pdf-text",
    conditions: null,
    active: true,
  });
  assert.equal(trigger.status, 201, JSON.stringify(trigger.body));
  const { page, context } = await signedIn(chrome, prama, "/home");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.waitForURL(/\/sources/);
  const run = async (words) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /Type a command/ }).waitFor();
    await page.keyboard.type(words);
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
  };
  await run("> stop greeter");
  await until("it stops", async () => (await source("greeter")).state === "off");
  await run("> turn on greeter");
  await until("it runs", async () => (await source("greeter")).state === "running");
  await page.goto(`${prama.url}/sources/greeter`);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Turn on", exact: true }).waitFor();
  await run("> turn on greeter");
  await page.getByRole("button", { name: "Stop", exact: true }).waitFor();
  await run("> trust stranger");
  await page.waitForURL(/\/sources\/stranger/);
  const panel = page.getByTestId("trust-panel");
  await panel.getByText("1 trigger waits for it and hears nothing meanwhile").waitFor();
  await panel.getByRole("link", { name: "Answer strangers" }).waitFor();
  assert.ok(!existsSync(join(traces, "stranger")), "the palette leads there, it never trusts");
  await context.close();
});

test("an engine that does not come round to it: after ten seconds the page says so, with the last log lines", async () => {
  const { page, context } = await signedIn(chrome, prama, "/sources/greeter");
  await page.route("**/api/event-sources/greeter/restart", () => {});
  await page.getByRole("button", { name: "Restart", exact: true }).click();
  await page.getByRole("button", { name: "Restarting" }).waitFor();
  const note = page.getByTestId("source-late");
  await note.getByText(/^It was asked to restart 10 s ago/).waitFor();
  await note
    .getByTestId("last-lines")
    .getByText(/greeted guest/)
    .first()
    .waitFor();
  assert.deepEqual(await axe(page), []);
  assert.ok(
    await page.getByRole("button", { name: "Stop", exact: true }).isEnabled(),
    "it can be told something else",
  );
  await context.close();
});

test("a flood of events: a sample is shown, the rest is counted, the page goes on working", async () => {
  const flood = `i=0; while true; do i=$((i+1)); echo "{\\"event_type\\":\\"greeted\\",\\"data\\":{\\"n\\":$i}}"; done\n`;
  put("flood", flood, { name: "Flood" });
  await trust("flood");
  const { page, context, complaints } = await signedIn(chrome, prama, "/sources/flood?tab=live");
  await page
    .getByTestId("live-rate")
    .filter({ hasText: /\/s, showing 20$/ })
    .waitFor();
  await page.getByRole("textbox", { name: "Filter sources" }).fill("flood");
  await page.waitForURL(/q=flood/);
  await page.getByTestId("live-pause").click();
  const rows = page.getByTestId("live-row");
  const held = await rows.first().textContent();
  await page.getByRole("button", { name: /^Resume, [\d\s\u202f]{3,} new$/ }).waitFor();
  assert.equal(await rows.first().textContent(), held);
  assert.ok((await rows.count()) < 100, "rows are windowed");
  await page.getByRole("button", { name: "Stop" }).click();
  await state(page, "Off");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("accessibility: every tab and state of a source, light and dark", async () => {
  put("crashes", "echo no server >&2; exit 3\n", { name: "Crashes" });
  await trust("crashes");
  await until("it gives up or waits", async () =>
    /crash_loop|backing_off/.test((await source("crashes")).state),
  );
  const tabs = ["types", "live", "config", "log", "manifest", "about"];
  const routes = [
    ...tabs.map((name) => `/sources/greeter?tab=${name}`),
    "/sources/stranger",
    "/sources/stranger?tab=about",
    "/sources/broken",
    "/sources/broken?tab=log",
    "/sources/crashes",
    "/sources?q=nothing+like+it",
  ];
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 960, height: 600 },
    ]) {
      const { page, context } = await signedIn(chrome, prama, "/home", {
        colorScheme,
        viewport,
        reducedMotion: "reduce",
      });
      for (const route of routes) {
        await page.goto(prama.url + route);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForFunction(() => !document.querySelector(".skeleton-row"));
        for (const line of await axe(page)) found.push(`${colorScheme} ${viewport.width} ${route}: ${line}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (over > 0) found.push(`${route} is ${over} px too wide at ${viewport.width}`);
      }
      await context.close();
    }
  }
  assert.deepEqual(found, []);
});
