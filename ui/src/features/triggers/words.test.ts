// The window words conditions, sizes and spans by the engine's rule: the table is the engine's own.
import { expect, it } from "vitest";
import table from "../../../../crates/model/tests/words.json";
import type { Leaf } from "../../api/types";
import { exactBytes, formatBytes } from "../../lib/format";
import { leafText } from "./leafText";
import { spanText } from "./options";

it("reads as the engine says it", () => {
  for (const [leaf, words] of table.leaves) expect(leafText(leaf as Leaf)).toBe(words);
  for (const [bytes, words] of table.sizes) expect(formatBytes(bytes as number)).toBe(words);
  for (const [bytes, words] of table.exact_sizes) expect(exactBytes(bytes as number) ?? null).toBe(words);
  for (const [seconds, words] of table.spans_s) expect(spanText(seconds as number)).toBe(words);
});
