// Acts on files as a program does that uses chokidar: reads each one that it is told of, and prints when and whether it was whole.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

// The packages stand in the folder from which this is started, not beside this file.
const { default: chokidar } = await import(createRequire(`${process.cwd()}/`).resolve("chokidar"));
const [folder, mode] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let ready = false;

function act(path) {
  if (!ready) return;
  const at = performance.timeOrigin + performance.now();
  let whole = false;
  try {
    whole = readFileSync(path).subarray(-16).includes("end of file");
  } catch {
    // Gone again: not whole.
  }
  say({ path, at, whole });
}

const watcher = chokidar.watch(folder, mode === "awaited" ? { awaitWriteFinish: true } : {});
watcher.on("add", act);
watcher.on("ready", () => {
  ready = true;
  say({ ready: true });
});
