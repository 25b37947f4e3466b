import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useStatus } from "../../api/queries";
import { isUnseen as isBad } from "../../api/sources";
import type { FolderHealth, Source } from "../../api/types";
import { CopyButton, LinkButton, StatusIcon, Visible } from "../../components";
import { plural, tildePath } from "../../lib/format";

const SHOWN = 3;
const PENDING_SHOWN = 3;

function Pending({ folder }: { folder: FolderHealth }) {
  if (folder.pending.length === 0) return null;
  return (
    <ul className="folder-pending" aria-label="Files that wait">
      {folder.pending.slice(0, PENDING_SHOWN).map((file) => (
        <li key={file.path} title={file.path}>
          <bdi className="muted">
            <Visible text={file.reason} />
          </bdi>
        </li>
      ))}
      {folder.pending.length > PENDING_SHOWN && (
        <li className="faint">and {folder.pending.length - PENDING_SHOWN} more files wait</li>
      )}
    </ul>
  );
}

/** What happened, what it means, and the fix. */
function Note({ folder, source }: { folder: FolderHealth; source: Source }) {
  const [open, setOpen] = useState(false);
  const Chevron = open ? ChevronDown : ChevronRight;
  if (!folder.title) return null;
  return (
    <div className="folder-note">
      <p>
        <strong>
          <Visible text={folder.title} />
        </strong>{" "}
        <span className="muted">
          <Visible text={folder.detail ?? ""} />
        </span>
      </p>
      {(folder.fix || isBad(folder)) && (
        <div className="folder-acts">
          {folder.fix && (
            <button type="button" className="copy" aria-expanded={open} onClick={() => setOpen(!open)}>
              <Chevron size={14} aria-hidden="true" />
              {open ? "Hide the fix" : "Show the fix"}
            </button>
          )}
          {isBad(folder) && (
            <LinkButton
              variant="default"
              to="/sources/$id"
              params={{ id: source.id }}
              search={(before) => ({ ...before, tab: "config" })}
            >
              Choose another folder
            </LinkButton>
          )}
        </div>
      )}
      {open && (
        <div className="folder-fix" data-testid="folder-fix">
          <p>{folder.fix}</p>
          {folder.command && (
            <p className="folder-command">
              <code>{folder.command}</code>
              <CopyButton text={folder.command}>Copy</CopyButton>
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** How changes in it are noticed, with the number of files. */
function Facts({ folder }: { folder: FolderHealth }) {
  if (isBad(folder)) return <span />;
  const how = folder.poll_ms ? `checked every ${folder.poll_ms / 1000} s` : "noticed instantly";
  return (
    <span className="muted num">
      {plural(folder.files, "file")}
      {folder.pending.length > 0 && `, ${folder.pending.length} waiting`}
      <span className="faint"> · {how}</span>
    </span>
  );
}

/** Each watched folder with its own health, those in trouble first; problems say what happens next. */
export function Folders({ source }: { source: Source }) {
  const home = useStatus().data?.home_dir;
  const [all, setAll] = useState(false);
  const folders = [...source.folders].sort((a, b) => Number(isBad(b)) - Number(isBad(a)));
  const bad = folders.filter(isBad).length;
  const shown = all ? folders : folders.slice(0, Math.max(SHOWN, bad));
  return (
    <section className="folders" aria-labelledby="folders-title">
      <h3 id="folders-title" className="overline">
        {plural(folders.length, "folder")}
        {bad > 0 && `, ${bad} not watched`}
      </h3>
      <ul>
        {shown.map((folder) => (
          <li key={folder.path} className="folder-row" data-testid="folder-row">
            <bdi dir="ltr" className="truncate" title={folder.path}>
              <Visible text={tildePath(folder.path, home)} />
            </bdi>
            <StatusIcon status={folder.state} />
            <Facts folder={folder} />
            <Note folder={folder} source={source} />
            <Pending folder={folder} />
          </li>
        ))}
      </ul>
      {folders.length > shown.length && (
        <button type="button" className="copy" onClick={() => setAll(true)}>
          Show all {folders.length} folders
        </button>
      )}
    </section>
  );
}
