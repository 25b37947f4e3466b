// Where sources come from: the folders, how to get there, and looking through them again.
import { Button, Popover } from "@mantine/core";
import { FolderOpen, RefreshCw } from "lucide-react";
import { useStatus } from "../../api/queries";
import { CopyButton, EmptyState, LinkButton, PathName, problemToast, toast } from "../../components";
import { host } from "../../host";
import { plural } from "../../lib/format";
import { useRescan } from "./actions";

export function Rescan() {
  const rescan = useRescan();
  return (
    <Button
      variant="default"
      leftSection={<RefreshCw size={14} aria-hidden="true" />}
      loading={rescan.isPending}
      onClick={() =>
        rescan.mutate(undefined, {
          onSuccess: (items) => toast(`Looked again: ${plural(items.length, "source")}.`),
        })
      }
    >
      Rescan
    </Button>
  );
}

/** Opens a folder in the system's file manager; only the desktop window can. Elsewhere the path is copied. */
function Folder({ path }: { path: string }) {
  const { openPath } = host;
  return (
    <li className="found-folder">
      <PathName path={path} />
      <CopyButton text={path} label={`Copy ${path}`} />
      {openPath && (
        <Button variant="default" onClick={() => openPath(path).catch(problemToast)}>
          Open
        </Button>
      )}
    </li>
  );
}

function Folders() {
  const dirs = useStatus().data?.source_dirs ?? [];
  return (
    <ul className="found-folders">
      {dirs.map((path) => (
        <Folder key={path} path={path} />
      ))}
    </ul>
  );
}

export function FoundIn() {
  const count = useStatus().data?.source_dirs.length ?? 0;
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="none">
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<FolderOpen size={14} aria-hidden="true" />}
          style={{ visibility: count === 0 ? "hidden" : undefined }}
        >
          Found in {plural(count || 1, "folder")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Folders with sources" className="found-in">
        <p className="muted">
          Each folder in here with a plugin.json is a source. Put one in, change or remove one: the list
          follows by itself.
        </p>
        <Folders />
      </Popover.Dropdown>
    </Popover>
  );
}

export function NothingFound() {
  const count = useStatus().data?.source_dirs.length ?? 0;
  return (
    <EmptyState
      sentence={`No sources found in ${plural(count, "plugin folder")}.`}
      action={
        <>
          <Folders />
          <LinkButton to="/sources/new">Write your own source</LinkButton>
          <Rescan />
        </>
      }
    />
  );
}
