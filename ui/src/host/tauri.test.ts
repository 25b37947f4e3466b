import { afterEach, expect, it } from "vitest";
import { createTauriHost } from "./tauri";

afterEach(() => Reflect.deleteProperty(window, "__TAURI_INTERNALS__"));

it("hands headers on to the window's router, and a refusal back", async () => {
  const asked: unknown[] = [];
  const invoke = async (command: string, args: unknown) => {
    asked.push(command, args);
    return { status: 412, headers: {}, body: '{"code":"API-412"}' };
  };
  Reflect.set(window, "__TAURI_INTERNALS__", { invoke });
  const answer = await createTauriHost().request(
    "PUT",
    "/api/triggers/t",
    { name: "T" },
    { "If-Match": '"7-on"' },
  );
  expect(asked).toEqual([
    "request",
    {
      method: "PUT",
      path: "/api/triggers/t",
      body: '{"name":"T"}',
      headers: { "content-type": "application/json", "If-Match": '"7-on"' },
    },
  ]);
  expect(answer).toEqual({ status: 412, body: { code: "API-412" } });
});
