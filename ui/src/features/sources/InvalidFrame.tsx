import type { Source } from "../../api/types";
import { CopyButton } from "../../components";
import { plural } from "../../lib/format";
import { excerptLines, reportOf } from "./excerpt";

/** Why a source can't be loaded: every error at once, each with its line, a caret and what was expected. */
export function InvalidFrame({ source, onRecheck }: { source: Source; onRecheck: () => void }) {
  const file = source.errors[0]?.file ?? source.manifest_path;
  return (
    <section className="invalid-frame" aria-label="Manifest errors" data-testid="invalid-frame">
      <header>
        <h3>{source.name || source.id} can't be loaded</h3>
        <code className="truncate" title={file}>
          {file}
        </code>
        <span className="muted">{plural(source.errors.length, "error")}</span>
      </header>
      <ol>
        {source.errors.map((error, index) => (
          <li key={`${error.pointer}${error.line}${error.code}`}>
            <p className="invalid-line">
              <span className="num faint">{index + 1}</span>
              <strong>{error.message}</strong>
              <span className="muted num" data-testid="invalid-place">
                at line {error.line}, column {error.column}
              </span>
              <code className="faint">{error.pointer}</code>
            </p>
            {error.excerpt && (
              <pre className="invalid-excerpt">
                {excerptLines(error).map((line, at) => (
                  <span key={at} data-caret={line.number.trim() === ""}>
                    <span className="faint">{line.number} | </span>
                    {line.text}
                    {"\n"}
                  </span>
                ))}
              </pre>
            )}
            {!error.excerpt && error.expected && <p className="muted">{error.expected}</p>}
            {error.suggestion && (
              <p className="invalid-fix">
                Use <code>{error.suggestion}</code>{" "}
                <CopyButton text={error.suggestion} label={`Copy ${error.suggestion}`} />
              </p>
            )}
          </li>
        ))}
      </ol>
      <footer>
        <CopyButton text={reportOf(source.id, source.errors)}>Copy report</CopyButton>
        <button type="button" className="copy" onClick={onRecheck}>
          Check again
        </button>
        <span className="faint">Rechecks when you save the file.</span>
      </footer>
    </section>
  );
}
