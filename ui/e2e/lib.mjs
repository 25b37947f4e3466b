// What the browser tests share: one Chromium, the engine to talk to, and a page that reports every complaint.
//
// The engine is either one that runs already (PRAMA_URL and PRAMA_TOKEN) or is started here from PRAMA_BIN,
// in a data folder of its own.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
export const WAIT_MS = 30_000;

/** Polls until `probe` gives something true; the last value or error is in the message. */
export async function until(what, probe, timeoutMs = WAIT_MS) {
  const end = Date.now() + timeoutMs;
  let last;
  while (Date.now() < end) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(
    `gave up waiting for ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}

/** A folder that is gone when the process ends. */
export function tempFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `prama-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The engine under test: { url, token, api(method, path, body), stop() }. `prepare` gets the data folder before the start. */
export async function engine(prepare = () => {}) {
  const { PRAMA_URL, PRAMA_TOKEN, PRAMA_BIN } = process.env;
  let url = PRAMA_URL?.replace(/\/$/, "");
  let token = PRAMA_TOKEN;
  let child;
  if (!url) {
    if (!PRAMA_BIN)
      throw new Error("Set PRAMA_URL and PRAMA_TOKEN of a running `prama serve`, or PRAMA_BIN to start one.");
    const data = tempFolder("data");
    prepare(data);
    child = spawn(PRAMA_BIN, ["serve", "--data", data, "--listen", "127.0.0.1:0"], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    process.on("exit", () => child.kill("SIGKILL"));
    const endpoint = join(data, "endpoint.json");
    const found = await until(
      "endpoint.json",
      () => existsSync(endpoint) && JSON.parse(readFileSync(endpoint, "utf8")),
    );
    url = found.url.replace(/\/$/, "");
    token = found.token;
  }
  const api = async (method, path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  };
  const stop = async () => {
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  };
  return { url, token, api, stop };
}

export async function browser() {
  const executablePath = CHROMIUM.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("No Chromium found. Install it or name it in CHROMIUM.");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** A signed-in page. `complaints` collects console errors and refused loads, among them violations of the content policy. */
export async function signedIn(chrome, { url, token }, path = "/home", options = {}) {
  const context = await chrome.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(message.text());
    }
  });
  page.on("response", (answer) => {
    if (answer.status() >= 400)
      complaints.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${url}${path}#token=${token}`);
  await page
    .getByTestId("engine-status")
    .filter({ hasText: /Engine running|Paused/ })
    .waitFor();
  return { page, context, complaints };
}

/** Serious accessibility problems of the page as it stands, as readable lines. */
export async function axe(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  // In the middle of a transition colours are neither the old nor the new ones. Those without an end are not waited for.
  const still = () =>
    document
      .getAnimations()
      .every((a) => a.playState !== "running" || a.effect?.getComputedTiming().endTime === Infinity);
  await page.waitForFunction(still, null, { timeout: 5_000 }).catch(() => {});
  const { violations } = await page.evaluate(() =>
    window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  return violations.map((hit) => `${hit.id}: ${hit.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
