// What this source looks at: put your own thing here.

import { readdir } from "node:fs/promises";

/** How many files are in the folder. */
export async function count(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
