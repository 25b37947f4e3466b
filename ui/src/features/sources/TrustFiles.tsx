// The files the content hash stands for, and what is different from the version that was trusted before.
import type { SourceTrust } from "../../api/types";
import { FileName } from "../../components";
import { formatBytes, formatNumber, plural } from "../../lib/format";
import { changedFiles, foldSame } from "./trust";

const WORD = { added: "new", removed: "gone", modified: "changed" } as const;
const SIGN = { added: "+", removed: "−", same: " ", folded: "⋯" } as const;

function Diff({ lines }: { lines: NonNullable<SourceTrust["manifest_diff"]> }) {
  return (
    <pre
      className="trust-diff"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
      tabIndex={0}
      aria-label="What changed in plugin.json"
      data-testid="manifest-diff"
    >
      {foldSame(lines).map((line, index) => (
        <span key={index} data-kind={line.kind}>
          <span aria-hidden="true">{SIGN[line.kind]} </span>
          {(line.kind === "added" || line.kind === "removed") && (
            <span className="sr-only">{line.kind}: </span>
          )}
          {line.text}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

export function TrustFiles({ trust }: { trust: SourceTrust }) {
  const changed = changedFiles(trust);
  const bytes = trust.files
    .filter((file) => file.change !== "removed")
    .reduce((sum, file) => sum + file.size_bytes, 0);
  const files = [...trust.files].sort((a, b) => Number(!a.change) - Number(!b.change));
  const diff = trust.manifest_diff?.some((line) => line.kind !== "same") ? trust.manifest_diff : null;
  return (
    <>
      <details className="trust-more" open={changed.length > 0 || files.length <= 6}>
        <summary>
          {plural(trust.files_total, "file")}
          {trust.files_total === trust.files.length && `, ${formatBytes(bytes)}`}
          {changed.length > 0 && `, ${changed.length} changed since you trusted it`}
        </summary>
        <ul className="trust-files">
          {files.map((file) => (
            <li key={file.path} data-change={file.change} data-testid="trust-file">
              <FileName name={file.path} />
              <span className="trust-change">{file.change ? WORD[file.change] : ""}</span>
              <span className="faint num">{formatBytes(file.size_bytes)}</span>
            </li>
          ))}
        </ul>
        {trust.files_total > trust.files.length && (
          <p className="faint">and {formatNumber(trust.files_total - trust.files.length)} more files</p>
        )}
      </details>
      {diff && (
        <details className="trust-more" open>
          <summary>Changes in plugin.json</summary>
          <Diff lines={diff} />
        </details>
      )}
    </>
  );
}
