// Choosing a folder: the system's dialog in the desktop window, a listing from the engine elsewhere.
import { Button, Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CornerLeftUp, Folder } from "lucide-react";
import { useEffect, useState } from "react";
import { create } from "zustand";
import { api } from "../api/client";
import type { FolderListing } from "../api/types";
import { host } from "../host";
import { plural } from "../lib/format";
import { ErrorState, Skeleton } from "./States";
import "./FolderPicker.css";

type Ask = { start?: string; answer: (path: string | null) => void };
const useAsk = create<{ ask: Ask | null }>(() => ({ ask: null }));

/** Resolves with an absolute path, or null when cancelled. */
export function pickFolder(start?: string): Promise<string | null> {
  if (host.kind === "tauri") return host.pickFolder(start);
  return new Promise((resolve) => {
    useAsk.setState({
      ask: {
        start,
        answer: (path) => {
          useAsk.setState({ ask: null });
          resolve(path);
        },
      },
    });
  });
}

export const folderQuery = (path: string) => ({
  queryKey: ["folders", path],
  queryFn: () => api.get<FolderListing>("/api/folders", { path }),
  staleTime: 5000,
});

/** Mounted once, in the shell. */
export function FolderDialog() {
  const ask = useAsk((state) => state.ask);
  return (
    <Modal
      opened={ask !== null}
      onClose={() => ask?.answer(null)}
      title="Choose a folder"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {ask && <Browser ask={ask} />}
    </Modal>
  );
}

function Browser({ ask }: { ask: Ask }) {
  const [path, setPath] = useState(ask.start ?? "");
  const [typed, setTyped] = useState(path);
  const { data, error, refetch } = useQuery(folderQuery(path));
  const here = data?.path ?? path;
  useEffect(() => {
    if (data) setTyped(data.path);
  }, [data]);

  return (
    <form
      className="folder-browser"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== here) setPath(typed);
        else if (data?.exists) ask.answer(here);
      }}
    >
      <TextInput
        label="Folder"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
        spellCheck={false}
        autoComplete="off"
      />
      <div className="folder-list">
        {error ? (
          <ErrorState error={error} retry={() => refetch()} />
        ) : !data ? (
          <Skeleton rows={5} />
        ) : (
          <ul>
            {data.parent !== null && (
              <li>
                <button type="button" className="folder-entry" onClick={() => setPath(data.parent ?? "")}>
                  <CornerLeftUp size={14} aria-hidden="true" /> Up one folder
                </button>
              </li>
            )}
            {data.entries.map((entry) => (
              <li key={entry.path}>
                <button type="button" className="folder-entry" onClick={() => setPath(entry.path)}>
                  <Folder size={14} aria-hidden="true" /> <bdi dir="auto">{entry.name}</bdi>
                </button>
              </li>
            ))}
            {data.entries.length === 0 && <li className="folder-none">No folders in here.</li>}
          </ul>
        )}
      </div>
      <div className="folder-foot">
        <span className="muted">
          {data && !data.exists
            ? "This folder doesn't exist."
            : data && !data.readable
              ? (data.problem ?? "Prama may not read this folder.")
              : data
                ? `${plural(data.pdf_count, "PDF")} inside`
                : ""}
        </span>
        <Button variant="default" onClick={() => ask.answer(null)}>
          Cancel
        </Button>
        <Button type="submit" disabled={!data?.exists}>
          Use this folder
        </Button>
      </div>
    </form>
  );
}
