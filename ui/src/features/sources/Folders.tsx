import { useState } from "react";
import { useStatus } from "../../api/queries";
import type { FolderHealth, Source } from "../../api/types";
import { FileName, LinkButton, StatusIcon } from "../../components";
import { plural, tildePath } from "../../lib/format";

const SHOWN = 3;
const PENDING_SHOWN = 3;
const isBad = (folder: FolderHealth) => folder.state === "missing" || folder.state === "no_permission";

function Pending({ folder }: { folder: FolderHealth }) {
  if (folder.pending.length === 0) return null;
  return (
    <ul className="folder-pending" aria-label="Files that wait">
      {folder.pending.slice(0, PENDING_SHOWN).map((file) => (
        <li key={file.path} title={file.path}>
          <FileName name={file.path.split("/").at(-1) ?? file.path} title={file.path} />
          <span className="faint truncate">{file.reason}</span>
        </li>
      ))}
      {folder.pending.length > PENDING_SHOWN && (
        <li className="faint">and {folder.pending.length - PENDING_SHOWN} more files wait</li>
      )}
    </ul>
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
              {tildePath(folder.path, home)}
            </bdi>
            <StatusIcon status={folder.state} />
            <span className="muted num">
              {isBad(folder) ? "" : plural(folder.files, "file")}
              {folder.pending.length > 0 && `, ${folder.pending.length} waiting`}
            </span>
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
            {folder.detail && <p className="folder-detail muted">{folder.detail}</p>}
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
