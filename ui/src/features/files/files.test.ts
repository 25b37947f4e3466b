import { describe, expect, it } from "vitest";
import type { FileBiography, StoryEntry } from "../../api/types";
import { fileName, folderOf, isWholePath, storyStatus, whereabouts } from "./files";

describe("a path that is typed", () => {
  it("names one file when it is whole, else it is a search", () => {
    for (const path of ["/in/a.pdf", "~/Scans/a.pdf", "C:\\Scans\\a.pdf", " /in/a b.pdf "])
      expect(isWholePath(path), path).toBe(true);
    for (const text of ["", "invoice", "in/a.pdf", "/", "~", "a/b"])
      expect(isWholePath(text), text).toBe(false);
  });

  it("has a name and a folder", () => {
    expect([fileName("/in/a.pdf"), folderOf("/in/a.pdf"), folderOf("/a.pdf")]).toEqual(["a.pdf", "/in", "/"]);
  });
});

describe("a biography", () => {
  it("says in words where the file is", () => {
    const at = (state: FileBiography["state"]) => whereabouts({ state } as FileBiography).text;
    const states = ["present", "moved", "deleted", "pending", "away", "unknown"] as const;
    expect(new Set(states.map(at)).size).toBe(states.length);
  });

  it("gives each line of the story the icon of its outcome", () => {
    const line = (entry: Partial<StoryEntry>) => storyStatus(entry as StoryEntry);
    expect(line({ kind: "run", status: "failed" })).toBe("failed");
    expect(line({ kind: "moved" })).toBe("file_moved");
    expect(line({ kind: "decision", status: "held" })).toBe("held");
  });
});
