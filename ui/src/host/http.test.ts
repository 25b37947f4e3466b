import { beforeEach, expect, it } from "vitest";
import { takeToken } from "./http";

beforeEach(() => sessionStorage.clear());

it("takes the token out of the address once and keeps it for the tab", () => {
  window.history.replaceState(null, "", "/runs?q=a#token=s3cret&L120");
  expect(takeToken(window.location, sessionStorage, window.history)).toBe("s3cret");
  expect(window.location.href).not.toContain("s3cret");
  expect(window.location.pathname + window.location.search).toBe("/runs?q=a");
  expect(takeToken(window.location, sessionStorage, window.history)).toBe("s3cret");
});

it("has no token when none was given", () => {
  window.history.replaceState(null, "", "/home");
  expect(takeToken(window.location, sessionStorage, window.history)).toBeNull();
});
