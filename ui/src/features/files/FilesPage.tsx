// Every file that was seen, and the biography of the chosen one. A path can be typed, chosen, dropped or linked to.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FolderOpen } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { filesQuery } from "../../api/files";
import type { RecentFile } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  FileName,
  FilterField,
  ListDetail,
  Page,
  RelativeTime,
  Skeleton,
  StatusIcon,
  statusLook,
  VirtualList,
} from "../../components";
import { host } from "../../host";
import { Biography } from "./Biography";
import { isWholePath, outcomeStatus } from "./files";
import { useShowFile } from "./useShowFile";
import "./files.css";

const COLUMNS = [
  {
    key: "name",
    header: "File",
    width: "minmax(6rem, 1.4fr)",
    render: (file: RecentFile) => <FileName name={file.name} title={file.path} />,
  },
  {
    key: "outcome",
    header: "What became of it",
    width: "minmax(6rem, 1.2fr)",
    render: (file: RecentFile) => (
      <span className="truncate" title={file.workflow_name}>
        <StatusIcon
          status={outcomeStatus(file.outcome)}
          label={file.workflow_name ?? statusLook(file.outcome).label}
        />
      </span>
    ),
  },
  {
    key: "at",
    header: "Seen",
    width: "5.5rem",
    render: (file: RecentFile) => <RelativeTime at={file.at} />,
  },
];

/** Typed text as a search of the list, or, once it is a whole path, as the file to show. */
function PathField({
  value,
  onPath,
  onText,
}: {
  value: string;
  onPath: (path: string) => void;
  onText: (text: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  // Who comes to look for a file can type its name at once.
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus();
  }, []);
  return (
    <form
      className="files-field"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWholePath(typed)) onPath(typed.trim());
      }}
    >
      <FilterField
        ref={field}
        label="Name or whole path"
        placeholder="Name or whole path"
        className="files-path"
        data-testid="files-path"
        value={typed}
        onChange={(text) => {
          setTyped(text);
          if (!isWholePath(text)) onText(text);
        }}
      />
      {isWholePath(typed) && typed !== value && (
        <Button type="submit" variant="default" data-testid="files-show">
          Show
        </Button>
      )}
    </form>
  );
}

export function FilesPage() {
  const { path, q } = useSearch({ from: "/files" });
  const navigate = useNavigate();
  const list = useQuery(filesQuery(q ?? ""));
  const files = list.data ?? [];
  const open = useCallback(
    (next: string | undefined) => navigate({ to: "/files", search: { q, path: next } }),
    [navigate, q],
  );
  const show = useShowFile(open);
  const choose = async () => {
    const [chosen] = await host.pickFiles();
    if (chosen) await show(chosen);
  };

  return (
    <Page
      title="Files"
      search={
        <PathField
          value={path ?? q ?? ""}
          onPath={open}
          onText={(text) => navigate({ to: "/files", search: { path, q: text || undefined }, replace: true })}
        />
      }
      actions={
        <Button
          variant="default"
          leftSection={<FolderOpen size={14} aria-hidden="true" />}
          onClick={choose}
          data-testid="files-choose"
        >
          Choose file…
        </Button>
      }
    >
      <ListDetail
        name="files"
        initial={44}
        open={path !== undefined}
        onBack={() => open(undefined)}
        listLabel="Files seen"
        detailLabel="File"
        list={
          list.error && !list.data ? (
            <ErrorState error={list.error} retry={() => list.refetch()} />
          ) : list.isPending ? (
            <Skeleton rows={12} />
          ) : files.length === 0 ? (
            <EmptyState
              sentence={
                q
                  ? `No file with "${q}" in its path was seen lately.`
                  : "Files show up here as they arrive, with what happened to each."
              }
              action={
                q ? (
                  <Button
                    variant="default"
                    onClick={() => navigate({ to: "/files", search: { path, q: undefined }, replace: true })}
                  >
                    Clear the search
                  </Button>
                ) : undefined
              }
            />
          ) : (
            <VirtualList
              label="Files seen"
              items={files}
              getKey={(file) => file.path}
              columns={COLUMNS}
              rowTestId="files-row"
              selectedKey={path}
              onOpen={(file) => open(file.path)}
            />
          )
        }
        detail={
          path ? (
            <Biography key={path} path={path} onOpen={open} />
          ) : (
            <EmptyState sentence="Choose a file, drop one here, or type its path, to see all that happened to it." />
          )
        }
      />
    </Page>
  );
}
