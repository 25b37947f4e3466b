import { expect, it } from "vitest";
import { keep, parseSearch, type RunsSearch, stringifySearch } from "./search";

it("keeps numbers in the address as the text they are", () => {
  expect(parseSearch("?q=0142&status=failed")).toEqual({ q: "0142", status: "failed" });
});
it("drops what a route does not know and what is empty", () => {
  expect(keep<RunsSearch>("q", "status")({ q: "", status: "failed", evil: "x" })).toEqual({
    status: "failed",
  });
});
it("round-trips names with spaces, plus and ampersand", () => {
  const search = { q: "A+B & C 100%.pdf" };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});
it("writes nothing for nothing", () => {
  expect(stringifySearch({ q: undefined })).toBe("");
});
