// The window at its smallest, what holds still while data comes in, and the keyboard's place after an action.
import assert from "node:assert/strict";
import { rmdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { press } from "./budget.mjs";
import { axe, browser, engine, signedIn, tempFolder, until } from "./lib.mjs";

const PDF = "pdf-monitor-event-source";
const SMALL = { viewport: { width: 960, height: 600 } };
let prama;
let chrome;
let failed;
let event;

const ok = async (method, path, body) => {
  const answer = await prama.api(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const send = async (name) =>
  (
    await ok("POST", "/api/events/process", {
      event_type: "pdf_file_added",
      source: PDF,
      data: {
        filename: name,
        file_path: `/srv/scans/${name}`,
        file_size: 591,
        content_type: "application/pdf",
        file_hash: Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64),
        source_folder: "/srv/scans",
        modified_at: "2026-05-04T08:30:00Z",
        detected_at: "2026-05-04T08:30:02Z",
      },
    })
  ).event_id;
const create = (id, name, value, more = {}) =>
  ok("POST", "/api/triggers", {
    id,
    name,
    source: PDF,
    event_type: "pdf_file_added",
    workflow_id: "keep",
    conditions: {
      all: [
        { field: "filename", op: "contains", value },
        { field: "file_size", op: "lt", value: 20_000_000 },
      ],
    },
    active: true,
    ...more,
  });
const ended = () =>
  until("runs to end", async () => {
    const { runs_queued, runs_running } = await ok("GET", "/api/status");
    return runs_queued + runs_running === 0;
  });
const focused = (page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute("data-key") ?? document.activeElement?.textContent,
  );

before(async () => {
  prama = await engine();
  chrome = await browser();
  const folders = [{ path: tempFolder("window"), recursive: true }];
  await ok("PUT", `/api/event-sources/${PDF}/config`, { folders });
  await ok("POST", `/api/event-sources/${PDF}/start`);
  const write = { path: "/no-such-folder/rows.csv", text: "x" };
  await ok("POST", "/api/workflows", {
    id: "keep",
    name: "Keep rows",
    steps: [{ id: "s1", type: "file.write", name: "Save rows", with: write }],
  });
  await create("rows", "Rows of receipts, all offices", "receipt");
  await create("held", "Flooded", "flood", { options: { flood: { limit: 1, per_s: 3600 } } });
  await create("never", "Misspelt", "reciept");
  await create("spare", "Spare", "spare");
  for (let i = 0; i < 3; i++) await send(`flood-${i}.pdf`);
  event = await send("receipt-1.pdf");
  await ended();
  [failed] = (await ok("GET", "/api/runs?q=receipt")).items;
});
after(async () => {
  await chrome?.close();
  await prama?.stop();
});

test("at 960 pixels nothing that matters is left out or cut", async () => {
  const { page, context, complaints } = await signedIn(chrome, prama, "/triggers", SMALL);
  const row = page.getByTestId("trigger-row").filter({ hasText: "Rows of receipts" });
  await row.getByText(/^fired /).waitFor();
  await row.getByRole("link", { name: "Why not?" }).waitFor();
  for (const path of ["/triggers", "/sources", "/events"]) {
    await page.goto(prama.url + path);
    const title = page.getByRole("heading", { level: 1 });
    await title.waitFor();
    assert.ok(await title.evaluate((e) => e.scrollWidth <= e.clientWidth), `${path}: the title is cut`);
  }
  // The failed step and its cause are there without a click, and the sizes have their unit.
  await page.goto(`${prama.url}/runs/${failed.id}`);
  await page.locator(".step-error").getByText("FILE-001").waitFor();
  await page.getByRole("region", { name: "Why it ran" }).getByText("file_size < 20 MB").waitFor();
  await page.getByRole("region", { name: "Why it ran" }).getByText("591 B").waitFor();
  assert.deepEqual(await axe(page), []);

  await page.goto(`${prama.url}/triggers/never/why`);
  await page.getByTestId("why-link").first().waitFor();
  const overlaps = await page.getByTestId("why-link").evaluateAll((links) => {
    const boxes = links.map((link) => [link, link.getBoundingClientRect()]);
    return boxes.filter(([link, box]) => link.scrollWidth > Math.ceil(box.width)).length;
  });
  assert.equal(overlaps, 0, "a question runs into its neighbour");

  await page.goto(`${prama.url}/settings/general`);
  await page.getByText("150 %").waitFor();
  const box = await page.getByText("150 %").boundingBox();
  assert.ok(box.x + box.width <= 960, "the last text size is out of sight");
  await page.goto(`${prama.url}/settings/keyboard`);
  await page.getByRole("row", { name: /^Command palette/ }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a page does not move while its data comes in", async () => {
  const { page, context } = await signedIn(chrome, prama, "/home");
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts.push(shift.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const places = {
    "/events?outcome=held": page.getByRole("list", { name: "Held matches" }),
    "/triggers/held": page.getByTestId("preview-count"),
    "/triggers/never/why": page.getByTestId("never-matched"),
  };
  for (const [path, there] of Object.entries(places)) {
    await page.goto(prama.url + path);
    await there.waitFor();
    await page.waitForTimeout(400);
    const moved = await page.evaluate(() => window.shifts.reduce((sum, value) => sum + value, 0));
    assert.ok(moved < 0.02, `${path} moved by ${moved}`);
    const scrolls = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight);
    assert.equal(scrolls, false, `${path}: the whole window scrolls`);
  }
  await context.close();
});

test("the keyboard keeps its place: rows, details, dialogs, and keys before the palette is there", async () => {
  const { page, context } = await signedIn(chrome, prama, "/triggers", SMALL);
  await page.locator("[data-testid=trigger-row]:focus").waitFor();
  await page.locator("[data-key=never]").focus();
  await press(page, "Delete");
  await page.getByText("Deleted “Misspelt”.").waitFor();
  await page.locator("[data-key=spare]:focus").waitFor();
  await press(page, "Control+z");
  await page.locator("[data-key=never]").waitFor();

  await page.goto(`${prama.url}/events`);
  await page.locator("[data-testid=event-row]:focus").waitFor();
  await page.locator(`[data-key="${event}"]`).focus();
  await press(page, "Enter");
  await page.locator("section.detail-pane:focus").waitFor();
  const again = page.getByTestId("event-resend");
  await again.focus();
  await press(page, "Enter");
  await page.getByRole("dialog", { name: "Send again" }).waitFor();
  await press(page, "Escape");
  await until("the focus back on the button", async () => /Send again/.test(await focused(page)));
  assert.match(page.url(), new RegExp(event), "Escape closes the dialog and nothing else");
  await press(page, "Escape");
  await page.locator(`[data-key="${event}"]:focus`).waitFor();

  await page.route(/PaletteBody.*\.js/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await page.goto(`${prama.url}/triggers`);
  await page.getByTestId("trigger-row").first().waitFor();
  await press(page, "Control+k", "n", "e", "w");
  await page.waitForFunction(() => document.activeElement?.value === "new");
  assert.match(page.url(), /\/triggers$/, "no shortcut was taken from what was typed");
  await context.close();
});

test("a cause names its step, and a run that was run again counts once", async () => {
  const { page, context } = await signedIn(chrome, prama, "/runs");
  await page.getByText("By cause", { exact: true }).click();
  await page.getByRole("button", { name: "Failed", pressed: true }).waitFor();
  const group = page.getByTestId("cause-group").filter({ hasText: "Keep rows › Save rows" });
  await group.getByText(/^\d+ runs?$/).waitFor();
  const before = await group.getByText(/^\d+ runs?$/).textContent();
  await ok("POST", "/api/runs/bulk", { action: "rerun", ids: [failed.id] });
  await ended();
  await page.reload();
  await group.getByText(before, { exact: true }).waitFor();
  await page.goto(`${prama.url}/home`);
  await page
    .getByTestId("attention-row")
    .filter({ hasText: "Flooded: 2 matches wait for your OK" })
    .waitFor();
  await context.close();
});

test("what is said of a cause holds for each of its runs, with the newest as the example", async () => {
  const copy = { from: "${{ event.data.file_path }}", to_folder: tempFolder("copies") };
  await ok("POST", "/api/workflows", {
    id: "copies",
    name: "Copies",
    steps: [{ id: "c", type: "file.copy", name: "Copy", with: copy }],
  });
  for (const name of ["a.pdf", "b.pdf"])
    await ok("POST", "/api/workflows/copies/run", { data: { file_path: `/srv/scans/${name}` } });
  await ended();
  const title = "Copies › Copy: (different files in /srv/scans) can't be found.";
  const example = 'Latest: "/srv/scans/b.pdf" can\'t be found.';
  const { page, context } = await signedIn(chrome, prama, "/home");
  const attention = page.getByTestId("attention-row").filter({ hasText: title });
  await attention.getByText(`2 runs failed. ${example} Nothing could be read.`).waitFor();
  await page.goto(`${prama.url}/runs?status=failed&group=cause`);
  const group = page.getByTestId("cause-group").filter({ hasText: title });
  await group.getByText(example, { exact: true }).waitFor();
  const field = page.getByRole("textbox", { name: "Filter runs" });
  await field.fill("scans copies");
  await page.getByTestId("cause-group").filter({ hasText: "Keep rows" }).waitFor({ state: "detached" });
  await group.waitFor();
  await field.fill("nothing like it");
  await page.getByText("No cause has “nothing like it” in its words.").waitFor();
  await context.close();
});

test("Escape takes the text of a filter away on every page, a second one leaves the field", async () => {
  const pages = ["/sources", "/events", "/triggers", "/workflows", "/runs", "/files", `/events/${event}`];
  const { page, context } = await signedIn(chrome, prama, "/home");
  for (const path of pages) {
    await page.goto(prama.url + path);
    await page.getByRole("search").getByRole("textbox").first().waitFor();
    // The search of files has the keys at once; there "/" begins a path.
    if (path !== "/files") await press(page, "/");
    await page.locator("search input:focus").waitFor();
    await page.keyboard.type("rece");
    await page.waitForURL(/q=rece/);
    await press(page, "Escape");
    await page.waitForURL((url) => !url.search.includes("q="));
    assert.equal(await page.locator("search input:focus").inputValue(), "", path);
    assert.equal(new URL(page.url()).pathname, path, "nothing else is closed");
    await press(page, "Escape");
    assert.equal(await page.locator("search input:focus").count(), 0, `${path}: the field keeps the keys`);
    assert.equal(new URL(page.url()).pathname, path, "nothing else is closed");
  }
  await context.close();
});

test("at 200 % the count of what needs a look stands beside its icon", async () => {
  const zoomed = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 };
  const { page, context } = await signedIn(chrome, prama, "/home", zoomed);
  const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Runs.*failed/ });
  const [icon, count, all] = await Promise.all([
    link.locator("svg").boundingBox(),
    link.locator(".rail-badge").boundingBox(),
    link.boundingBox(),
  ]);
  assert.ok(icon.y + icon.height <= count.y, JSON.stringify({ icon, count }));
  assert.ok(count.x >= all.x && count.x + count.width <= all.x + all.width, JSON.stringify({ count, all }));
  assert.ok(count.y + count.height <= all.y + all.height, JSON.stringify({ count, all }));
  await context.close();
});

test("a trigger whose source misses one folder of two says which, and what can be done", async () => {
  const [there, gone] = [tempFolder("there"), tempFolder("gone")];
  await ok("PUT", `/api/event-sources/${PDF}/config`, {
    folders: [there, gone].map((path) => ({ path, recursive: true })),
  });
  rmdirSync(gone);
  const { page, context } = await signedIn(chrome, prama, "/triggers/rows/why");
  const link = page.getByTestId("why-link").filter({ hasText: "Can its folders be read?" });
  await link.getByText(`${gone} can't be found.`).waitFor();
  await link.getByText("1 other folder is watched.").waitFor();
  await link.getByText("in part", { exact: true }).waitFor();
  await link.getByRole("link", { name: "Choose another folder" }).click();
  await page.waitForURL(/\/sources\/.*tab=config/);
  await context.close();
});
