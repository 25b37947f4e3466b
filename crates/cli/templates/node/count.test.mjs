// node --test

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { count } from "./count.mjs";

test("files are counted and folders are not", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "count-"));
  t.after(() => rm(folder, { recursive: true }));
  assert.equal(await count(folder), 0);
  await writeFile(join(folder, "a.txt"), "");
  await writeFile(join(folder, "b.txt"), "");
  await mkdir(join(folder, "c"));
  assert.equal(await count(folder), 2);
});
