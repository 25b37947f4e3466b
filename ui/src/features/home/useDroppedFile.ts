// A file of a watched folder that is dropped on Home is a question: what happened to it? Others are sent, as everywhere.
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSources } from "../../api/queries";
import { type DropTarget, useDropTarget } from "../../components/uploads";
import type { Sendable } from "../../host";

export const inside = (path: string, folder: string) =>
  path.startsWith(/[/\\]$/.test(folder) ? folder : `${folder}${folder.includes("\\") ? "\\" : "/"}`);

export function useDroppedFile(enabled: boolean) {
  const navigate = useNavigate();
  const folders = useSources().data?.flatMap((source) => source.folders.map((folder) => folder.path));
  const key = folders?.join("\n");
  useEffect(() => {
    if (!enabled || !key) return;
    const watched = (items: Sendable[]) => {
      const [item] = items;
      if (items.length !== 1 || !item?.path || item.folder) return null;
      const path = item.path;
      return key.split("\n").some((folder) => inside(path, folder)) ? item : null;
    };
    const target: DropTarget = {
      says: (items) => {
        const item = watched(items);
        return item && `Show what happened to ${item.name}`;
      },
      take: (items) => {
        const path = watched(items)?.path;
        if (path) navigate({ to: "/files", search: { path } });
      },
    };
    useDropTarget.setState({ target });
    return () => useDropTarget.setState({ target: null, over: false });
  }, [enabled, key, navigate]);
}
