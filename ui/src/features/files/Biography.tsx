// The biography of one file: where it is, its contents, and its story from the first time it was seen.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { biographyQuery } from "../../api/files";
import type { FileBiography, StoryEntry } from "../../api/types";
import {
  CopyButton,
  ErrorState,
  FileName,
  ForgetFile,
  LinkButton,
  Mono,
  PathName,
  Prose,
  RelativeTime,
  Skeleton,
  StatusIcon,
} from "../../components";
import { formatBytes } from "../../lib/format";
import { fileName, storyStatus, whereabouts } from "./files";

function StoryLine({ entry }: { entry: StoryEntry }) {
  const why = entry.kind === "decision" && entry.event_id;
  return (
    <li className="story-line" data-testid="story-line" data-kind={entry.kind}>
      <StatusIcon status={storyStatus(entry)} iconOnly size={15} />
      <span className="story-text">
        {entry.run_id ? (
          <Link to="/runs/$id" params={{ id: entry.run_id }}>
            <Prose text={entry.text} />
          </Link>
        ) : entry.event_id && !why ? (
          <Link to="/events/$id" params={{ id: entry.event_id }}>
            <Prose text={entry.text} />
          </Link>
        ) : (
          <Prose text={entry.text} />
        )}
        {why && (
          <Link
            to="/events/$id"
            params={{ id: entry.event_id as string }}
            className="story-why"
            aria-label={`Why? ${entry.text}`}
          >
            Why?
          </Link>
        )}
      </span>
      <span className="faint story-when">
        <RelativeTime at={entry.at} />
      </span>
    </li>
  );
}

function Versions({ file }: { file: FileBiography }) {
  if (file.versions.length === 0) return null;
  return (
    <section aria-labelledby="versions-title">
      <h3 id="versions-title" className="overline section-title">
        Versions <span className="num">{file.versions.length}</span>
      </h3>
      <table className="versions">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Size</th>
            <th scope="col">Content (SHA-256)</th>
            <th scope="col">Found</th>
          </tr>
        </thead>
        <tbody>
          {[...file.versions].reverse().map((version) => (
            <tr key={version.version} data-testid="version-row">
              <td className="num">{version.version}</td>
              <td className="num">{version.size === undefined ? "–" : formatBytes(version.size)}</td>
              <td>{version.hash ? <Mono>{version.hash.slice(0, 12)}</Mono> : "–"}</td>
              <td>
                <RelativeTime at={version.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Duplicates({ file, onOpen }: { file: FileBiography; onOpen: (path: string) => void }) {
  if (file.duplicates.length === 0) return null;
  return (
    <section aria-labelledby="duplicates-title">
      <h3 id="duplicates-title" className="overline section-title">
        Same content elsewhere <span className="num">{file.duplicates.length}</span>
      </h3>
      <ul className="duplicates">
        {file.duplicates.map((path) => (
          <li key={path}>
            <button type="button" className="quiet-link" onClick={() => onOpen(path)} data-testid="duplicate">
              <PathName path={path} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Biography({ path, onOpen }: { path: string; onOpen: (path: string) => void }) {
  const { data: file, error, refetch } = useQuery(biographyQuery(path));
  if (error && !file) return <ErrorState error={error} retry={() => refetch()} />;
  if (!file) return <Skeleton />;
  const where = whereabouts(file);
  const at = file.now_at ?? file.path;
  return (
    <article className="biography" data-testid="biography" data-state={file.state}>
      <header>
        <h2 className="biography-name">
          <FileName name={fileName(at)} title={at} />
        </h2>
        <p className="biography-where">
          <StatusIcon status={where.status} label={where.text} testId="biography-state" />
          <PathName path={file.path} />
          <CopyButton text={at} label="Copy path" />
        </p>
        {file.now_at && (
          <p className="biography-now" data-testid="biography-now">
            <span className="muted">Now at</span>
            <button type="button" className="quiet-link" onClick={() => onOpen(file.now_at as string)}>
              <PathName path={file.now_at} />
            </button>
          </p>
        )}
        {file.note && (
          <p className="biography-note" data-testid="biography-note">
            {file.note}
          </p>
        )}
        {file.story.some((entry) => entry.kind === "run") && (
          <ForgetFile path={at} label="Forget that it was handled" />
        )}
        {file.state === "unknown" && (
          <LinkButton variant="default" to="/sources">
            See sources
          </LinkButton>
        )}
      </header>
      {file.story.length > 0 && (
        <section aria-labelledby="story-title">
          <h3 id="story-title" className="overline section-title">
            What happened
          </h3>
          {file.truncated && <p className="muted">Earlier events are not shown.</p>}
          <ol className="story">
            {file.story.map((entry, index) => (
              <StoryLine key={`${index}-${entry.run_id ?? entry.event_id ?? entry.kind}`} entry={entry} />
            ))}
          </ol>
        </section>
      )}
      <Versions file={file} />
      <Duplicates file={file} onOpen={onOpen} />
    </article>
  );
}
