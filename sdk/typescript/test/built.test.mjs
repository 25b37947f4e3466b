// dist/, which the app carries, is what src/ says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { folder, PACKAGE } from "./support.mjs";

test("dist is what src says: if not, npm run build -w sdk/typescript", (t) => {
  const fresh = folder(t);
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  execFileSync("node", [tsc, "-p", PACKAGE, "--outDir", fresh], { stdio: "inherit" });
  const scripts = (dir) => readdirSync(dir).filter((name) => name.endsWith(".js"));
  assert.deepEqual(scripts(join(PACKAGE, "dist")), scripts(fresh));
  for (const name of scripts(fresh)) {
    assert.equal(readFileSync(join(PACKAGE, "dist", name), "utf8"), readFileSync(join(fresh, name), "utf8"), name);
  }
});
