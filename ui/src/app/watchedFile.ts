// A file of a watched folder that is dropped on the window is a question: what happened to it? Others are sent.
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useSources } from "../api/queries";
import type { DropTarget } from "../components/uploads";
import type { Sendable } from "../host";

export const isInside = (path: string, folder: string) =>
  path.startsWith(/[/\\]$/.test(folder) ? folder : `${folder}${folder.includes("\\") ? "\\" : "/"}`);

/** What the window makes of a drop that its page does not want. */
export function useWatchedFile(): DropTarget {
  const navigate = useNavigate();
  const sources = useSources().data;
  return useMemo(() => {
    const folders = sources?.flatMap((source) => source.folders.map((folder) => folder.path)) ?? [];
    const watched = ([item, ...more]: Sendable[]) =>
      item?.path && !item.folder && more.length === 0 && folders.some((folder) => isInside(item.path, folder))
        ? item
        : null;
    return {
      says: (items) => {
        const item = watched(items);
        return item && `Show what happened to ${item.name}`;
      },
      take: (items) => {
        const path = watched(items)?.path;
        if (path) navigate({ to: "/files", search: { path } });
      },
    };
  }, [sources, navigate]);
}
