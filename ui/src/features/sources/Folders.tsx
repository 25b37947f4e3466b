import { useStatus } from "../../api/queries";
import type { Source } from "../../api/types";
import { LinkButton, StatusIcon } from "../../components";
import { plural, tildePath } from "../../lib/format";

/** Each watched folder with its own health; problems say what happens next. */
export function Folders({ source }: { source: Source }) {
  const home = useStatus().data?.home_dir;
  return (
    <section className="folders" aria-labelledby="folders-title">
      <h3 id="folders-title" className="overline">
        Folders
      </h3>
      <ul>
        {source.folders.map((folder) => (
          <li key={folder.path} className="folder-row" data-testid="folder-row">
            <bdi dir="ltr" className="truncate" title={folder.path}>
              {tildePath(folder.path, home)}
            </bdi>
            <StatusIcon status={folder.state} />
            <span className="muted">
              {folder.detail ?? plural(folder.files, "file")}
              {folder.pending.map((file) => (
                <span key={file.path} className="folder-pending" title={file.path}>
                  {file.path.split("/").at(-1)}: {file.reason}
                </span>
              ))}
            </span>
            {(folder.state === "missing" || folder.state === "no_permission") && (
              <LinkButton
                variant="default"
                to="/sources/$id"
                params={{ id: source.id }}
                search={{ tab: "config" }}
              >
                Choose another folder
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
