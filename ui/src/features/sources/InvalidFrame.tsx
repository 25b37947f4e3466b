import { Button } from "@mantine/core";
import type { ManifestError, Source } from "../../api/types";
import { CopyButton, Prose, problemToast, RelativeTime } from "../../components";
import { host } from "../../host";
import { plural } from "../../lib/format";
import { excerptLines, reportOf } from "./excerpt";
import "./invalid.css";

function Excerpt({ error }: { error: ManifestError }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <pre className="invalid-excerpt" tabIndex={0} aria-label={`Around line ${error.line}`}>
      {excerptLines(error).map((line, at) => (
        <span key={at} data-caret={line.number.trim() === ""}>
          <span className="faint">{line.number} | </span>
          {line.text}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

function Item({ error, index }: { error: ManifestError; index: number }) {
  return (
    <li data-testid="invalid-error">
      <p className="invalid-line">
        <span className="num faint">{index + 1}</span>
        <strong>
          <Prose text={error.message} />
        </strong>
        <span className="muted num" data-testid="invalid-place">
          at line {error.line}, column {error.column}
        </span>
        {error.pointer && <code className="faint">{error.pointer}</code>}
        <code className="faint">{error.code}</code>
      </p>
      {error.excerpt ? (
        <Excerpt error={error} />
      ) : (
        error.expected && <p className="muted">{error.expected}</p>
      )}
      {error.suggestion && (
        <p className="invalid-fix">
          Use <code>{error.suggestion}</code>
          <CopyButton text={error.suggestion} label={`Copy ${error.suggestion}`} />
        </p>
      )}
    </li>
  );
}

/** Why a source can't be loaded: every error at once, each with its line, a caret and what was expected. */
export function InvalidFrame({
  source,
  checkedMs,
  onRecheck,
}: {
  source: Source;
  checkedMs: number;
  onRecheck: () => void;
}) {
  const first = source.errors[0];
  const file = first?.file ?? source.manifest_path;
  const { openPath } = host;
  const invalid = source.state === "invalid";
  return (
    <section className="invalid-frame" aria-label="Manifest errors" data-testid="invalid-frame">
      <header>
        <h3>
          {invalid
            ? `${source.name || source.id} can't be loaded`
            : "This version can't be loaded; the last good one keeps running"}
        </h3>
        <span className="muted num">{plural(source.errors.length, "error")}</span>
      </header>
      <ol>
        {source.errors.map((error, index) => (
          <Item
            key={`${error.pointer}${error.line}${error.column}${error.code}`}
            error={error}
            index={index}
          />
        ))}
      </ol>
      <footer>
        {openPath && (
          <Button variant="default" onClick={() => openPath(source.manifest_path).catch(problemToast)}>
            Open in editor
          </Button>
        )}
        {first && <CopyButton text={`${file}:${first.line}:${first.column}`}>Copy place</CopyButton>}
        <CopyButton text={reportOf(source.id, source.errors)}>Copy report</CopyButton>
        <button type="button" className="copy" onClick={onRecheck}>
          Check again
        </button>
        <span className="faint invalid-checked">
          Rechecks when you save · checked <RelativeTime at={new Date(checkedMs).toISOString()} />
        </span>
      </footer>
    </section>
  );
}
