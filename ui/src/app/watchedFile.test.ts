import { expect, it } from "vitest";
import { isInside } from "./watchedFile";

it("a dropped file is asked about only where it lies in a watched folder", () => {
  expect(isInside("/in/a.pdf", "/in")).toBe(true);
  expect(isInside("/in/deep/a.pdf", "/in/")).toBe(true);
  expect(isInside("/inbox/a.pdf", "/in")).toBe(false);
});
