// Writes the UI's API types, ui/src/api/schema.d.ts, from the OpenAPI document beside it; with --check, only compares.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const DOCUMENT = new URL("../ui/src/api/openapi.json", import.meta.url);
const TYPES = new URL("../ui/src/api/schema.d.ts", import.meta.url);
const HEADER = `// Generated, never edited: the types of openapi.json.
// To regenerate: npm run bindings -w tools

`;

const wanted = HEADER + astToString(await openapiTS(DOCUMENT));
if (process.argv.includes("--check")) {
  const found = await readFile(TYPES, "utf8").catch(() => "");
  if (found.replaceAll("\r\n", "\n") !== wanted) {
    console.error("ui/src/api/schema.d.ts differs from openapi.json. To regenerate: npm run bindings -w tools");
    process.exitCode = 1;
  }
} else {
  await writeFile(TYPES, wanted);
}
