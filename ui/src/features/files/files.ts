// What the files page knows without a view.
import type { FileBiography, RecentFile, StoryEntry } from "../../api/types";

/** "/in/a.pdf", "~/a.pdf" or "C:\a.pdf": names one file. */
export const isWholePath = (text: string) => /^(\/|~\/|[A-Za-z]:[\\/]).*[^/\\\s]/.test(text.trim());

export const outcomeStatus = (outcome: RecentFile["outcome"]) => (outcome === "ran" ? "succeeded" : outcome);

export const fileName = (path: string) => path.split(/[/\\]/).filter(Boolean).at(-1) ?? path;
export const folderOf = (path: string) => path.replace(/[/\\][^/\\]*$/, "") || "/";

/** What stands under the file's name: where it is, in words. */
export function whereabouts(file: FileBiography): { status: string; text: string } {
  switch (file.state) {
    case "present":
      return { status: "file_present", text: "It is here" };
    case "moved":
      return { status: "file_moved", text: "It is somewhere else now" };
    case "deleted":
      return { status: "file_deleted", text: "It is gone" };
    case "pending":
      return { status: "waiting", text: "Not taken in yet" };
    case "away":
      return { status: "file_away", text: "It can't be seen now" };
    case "unknown":
      return { status: "no_listener", text: "Never seen" };
  }
}

/** The icon of a line of the story. */
export function storyStatus(entry: StoryEntry): string {
  if (entry.status) return entry.status === "trigger_off" ? "off" : entry.status;
  return {
    event: "file_event",
    moved: "file_moved",
    pending: "waiting",
    decision: "no_match",
    run: "queued",
  }[entry.kind];
}
