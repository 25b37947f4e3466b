// A desktop session of its own for a test: home folder, screen, session bus, window manager, and the app with or
// without WebDriver. Nothing of it is shared with another test or with the machine's own session.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Builder, Capabilities } from "selenium-webdriver";

const run = promisify(execFile);

/** The program under test; `cargo xtask test` names it. */
export const PROGRAM = process.env.PRAMA_DESKTOP_BIN ?? "../../target/debug/prama-desktop";
/** Where screenshots and logs go. */
export const ARTIFACTS = process.env.PRAMA_ARTIFACTS ?? join(tmpdir(), "prama-desktop-artifacts");

const STEP_MS = 20_000;
// Without -noreset the server starts over when its last client goes, and shuts the door on those just coming.
const SCREEN = ["-screen", "0", "1440x960x24", "-nolisten", "tcp", "-noreset"];

/** Asks again until there is an answer; fails with what was waited for. */
export async function eventually(what, ask, withinMs = STEP_MS) {
  const end = Date.now() + withinMs;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`waited ${withinMs / 1000} s in vain for ${what}`, { cause: last });
}

export class Session {
  constructor(name) {
    this.root = mkdtempSync(join(tmpdir(), "prama-desktop-"));
    this.home = this.folder("home");
    this.env = {
      ...process.env,
      HOME: this.home,
      XDG_DATA_HOME: this.folder("home", ".local", "share"),
      XDG_CONFIG_HOME: this.folder("home", ".config"),
      XDG_CACHE_HOME: this.folder("home", ".cache"),
      XDG_STATE_HOME: this.folder("home", ".local", "state"),
      PRAMA_KEYRING: "off",
      XDG_RUNTIME_DIR: this.folder("runtime"),
      NO_AT_BRIDGE: "1",
      LANG: "C.UTF-8",
      TZ: "UTC",
    };
    for (const name of ["PRAMA_DATA", "WAYLAND_DISPLAY"]) delete this.env[name];
    chmodSync(this.env.XDG_RUNTIME_DIR, 0o700);
    mkdirSync(ARTIFACTS, { recursive: true });
    this.log = openSync(join(ARTIFACTS, `${name}.log`), "w");
    this.children = [];
  }

  /** Opens a session: screen, bus and window manager are there when this resolves. */
  static async open(name) {
    const session = new Session(name);
    try {
      await session.begin();
    } catch (error) {
      await session.end();
      throw error;
    }
    return session;
  }

  async begin() {
    this.env.DISPLAY = `:${await this.firstLine("Xvfb", ["-displayfd", "3", ...SCREEN], 3)}`;
    const bus = ["--session", "--nofork", "--nopidfile", "--print-address=3"];
    this.env.DBUS_SESSION_BUS_ADDRESS = await this.firstLine("dbus-daemon", bus, 3);
    this.start("openbox", ["--sm-disable"]);
    await eventually("the window manager", () => this.tool("wmctrl", "-m"));
  }

  folder(...parts) {
    const path = join(this.root, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Starts a program that says on a file descriptor of its own how to reach it. */
  async firstLine(program, args, fd) {
    const child = this.start(program, args, {}, "pipe");
    const lines = createInterface({ input: child.stdio[fd] });
    const [line] = await Promise.race([once(lines, "line"), child.ended.then(() => [])]);
    // Programs that it starts in turn inherit the descriptor; the test must not wait for the last of them.
    child.stdio[fd].destroy();
    if (!line) throw new Error(`${program} did not start; see ${ARTIFACTS}`);
    return line;
  }

  /** Starts a program that lives as long as the session. */
  start(program, args = [], env = {}, extra = "ignore") {
    const stdio = ["ignore", this.log, this.log, extra];
    const child = spawn(program, args, { env: { ...this.env, ...env }, stdio });
    child.ended = once(child, "exit");
    this.children.push(child);
    return child;
  }

  /** The app alone, as a person starts it. */
  app(args = []) {
    return this.start(PROGRAM, args);
  }

  /** The app under WebDriver. */
  async drive() {
    const port = await freePort();
    this.start("WebKitWebDriver", [`--port=${port}`], { TAURI_WEBVIEW_AUTOMATION: "true" });
    const capabilities = new Capabilities();
    capabilities.setBrowserName("wry").set("webkitgtk:browserOptions", { binary: PROGRAM, args: [] });
    const server = `http://127.0.0.1:${port}/`;
    await eventually("WebKitWebDriver", async () => (await fetch(`${server}status`)).ok);
    this.driver = await Promise.race([
      new Builder().usingServer(server).withCapabilities(capabilities).build(),
      sleep(STEP_MS).then(() => Promise.reject(new Error("the app did not answer WebDriver"))),
    ]);
    return this.driver;
  }

  /** Ends the app under WebDriver, and waits until it has gone. */
  async stopApp() {
    const file = join(this.env.XDG_DATA_HOME, "prama", "endpoint.json");
    stop((await this.endpoint()).pid);
    await eventually("the end of the app", () => !existsSync(file));
    await this.driver?.quit().catch(() => {});
  }

  /** What the running app wrote for clients: address, token, process id. */
  async endpoint() {
    const file = join(this.env.XDG_DATA_HOME, "prama", "endpoint.json");
    return eventually("endpoint.json", () => existsSync(file) && JSON.parse(readFileSync(file, "utf8")));
  }

  /** The JSON answer of the app's API over HTTP. */
  async api(path, method = "GET", body = undefined) {
    const { url, token } = await this.endpoint();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(new URL(path, url), {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(STEP_MS),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Ids of the windows on the screen with a title that passes. */
  async windows(passes) {
    const windows = (await this.tool("wmctrl", "-l")).split("\n").filter(Boolean);
    const titled = windows.map((line) => line.match(/^(\S+)\s+\S+\s+\S+\s(.*)$/)).filter((found) => found && passes(found[2]));
    const visible = (await this.tool("xdotool", "search", "--onlyvisible", "--name", ".*")).split("\n").map(Number);
    return titled.map((found) => Number(found[1])).filter((id) => visible.includes(id));
  }

  /** The screen as a person sees it. */
  async screenshot(name) {
    await run("import", ["-window", "root", join(ARTIFACTS, `${name}.png`)], { env: this.env });
  }

  async tool(program, ...args) {
    return (await run(program, args, { env: this.env })).stdout;
  }

  /** Ends everything that was started, the last first, and removes the folders. */
  async end() {
    // WebDriver leaves the app it started behind.
    const file = join(this.env.XDG_DATA_HOME, "prama", "endpoint.json");
    if (existsSync(file)) stop(JSON.parse(readFileSync(file, "utf8")).pid);
    for (const child of this.children.reverse()) {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 12_000);
      await child.ended;
      clearTimeout(late);
    }
    // A page's process may still be writing its cache.
    await eventually("the last writer", () => rmSync(this.root, { recursive: true, force: true }) ?? true);
  }
}

function stop(pid) {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
