// Talks with panel.py: tray icons, their menu, and notifications.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { eventually } from "./session.mjs";

export class Panel {
  constructor(session) {
    const stdio = ["pipe", "pipe", session.log];
    this.child = spawn("/usr/bin/python3", ["panel.py"], { cwd: import.meta.dirname, env: session.env, stdio });
    this.heard = [];
    createInterface({ input: this.child.stdout }).on("line", (line) => this.heard.push(JSON.parse(line)));
  }

  /** The next message with this key; it is taken out. */
  async next(key, withinMs = undefined) {
    const index = () => this.heard.findIndex((message) => key in message);
    await eventually(`the panel to see "${key}"`, () => index() >= 0, withinMs);
    return this.heard.splice(index(), 1)[0][key];
  }

  async menu() {
    this.child.stdin.write("menu\n");
    return this.next("menu");
  }

  async click(label) {
    this.child.stdin.write(`click ${label}\n`);
    return this.next("clicked");
  }

  /** Clicks the newest notification. */
  tap() {
    this.child.stdin.write("tap\n");
  }

  end() {
    this.child.stdin.end();
  }
}
