import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { host } from "../../host";
import { absolutePath, configWith, PDF_SOURCE, triggerFor, turnOn } from "./firstRun";

const request = {
  path: "/home/marta/Scans",
  workflowId: "extract-pdf-text",
  waitUntilWritten: true,
};

describe("what is written", () => {
  it("limits the trigger to the chosen folder", () => {
    expect(triggerFor(request)).toMatchObject({
      source: PDF_SOURCE,
      event_type: "pdf_file_added",
      conditions: { all: [{ field: "source_folder", op: "inside_folder", value: "/home/marta/Scans" }] },
      active: true,
    });
  });
  it("adds the folder and keeps the others as they were", () => {
    const other = { path: "/home/marta/Inbox", recursive: true };
    expect(configWith({ folders: [other], settle_ms: 5000 }, request, 100)).toEqual({
      folders: [other, { path: "/home/marta/Scans", recursive: false }],
      settle_ms: 5000,
    });
  });
  it("leaves a folder that is already watched as it is instead of listing it twice", () => {
    const folders = [{ path: request.path, recursive: true, ignore: ["old/"] }];
    const config = configWith({ folders }, { ...request, waitUntilWritten: false }, 100);
    expect(config).toEqual({ folders, settle_ms: 100 });
  });
  it("understands typed paths", () => {
    expect(absolutePath(" ~/Scans/ ", "/home/marta")).toBe("/home/marta/Scans");
    expect(absolutePath("~", "/home/marta")).toBe("/home/marta");
    expect(absolutePath("/", "/home/marta")).toBe("/");
  });
});

describe("turning on", () => {
  const calls: string[] = [];
  let failConfig = false;
  beforeEach(() => {
    calls.length = 0;
    failConfig = false;
    vi.spyOn(host, "request").mockImplementation(async (method, path) => {
      calls.push(`${method} ${path}`);
      if (method === "GET") return { status: 200, body: { id: PDF_SOURCE, state: "off", config: {} } };
      if (method === "PUT" && failConfig)
        return {
          status: 422,
          body: { type: "", title: "No", status: 422, code: "CFG-001", detail: "Folder is not readable" },
        };
      return { status: 200, body: { id: "t-new" } };
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it("listens before it watches, so that no file is reported to nobody", async () => {
    await turnOn(request);
    expect(calls).toEqual([
      `GET /api/event-sources/${PDF_SOURCE}`,
      "POST /api/triggers",
      `PUT /api/event-sources/${PDF_SOURCE}/config`,
      `POST /api/event-sources/${PDF_SOURCE}/start`,
    ]);
  });
  it("takes the trigger back when the folder can't be watched", async () => {
    failConfig = true;
    await expect(turnOn(request)).rejects.toThrow("Folder is not readable");
    expect(calls.at(-1)).toBe("DELETE /api/triggers/t-new");
  });
});
