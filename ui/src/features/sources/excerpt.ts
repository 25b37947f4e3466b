// Lines of a broken manifest with a caret under the spot, as an editor would show it.
import type { ManifestError } from "../../api/types";

export type ExcerptLine = { number: string; text: string };

export function excerptLines(error: ManifestError): ExcerptLine[] {
  const lines = error.excerpt ?? [];
  const width = Math.max(...lines.map((line) => String(line.line).length), 2);
  return lines.flatMap((line) => {
    const shown = { number: String(line.line).padStart(width), text: line.text.replaceAll("\t", " ") };
    if (line.line !== error.line) return [shown];
    const caret = `${" ".repeat(Math.max(0, error.column - 1))}^ ${error.expected ?? (error.suggestion ? `use ${JSON.stringify(error.suggestion)}` : "")}`;
    return [shown, { number: " ".repeat(width), text: caret.trimEnd() }];
  });
}

/** Everything about the errors, for a bug report or a colleague. */
export function reportOf(id: string, errors: ManifestError[]): string {
  const parts = errors.map((error) =>
    [
      `${error.code} ${error.message}`,
      `${error.file}:${error.line}:${error.column} ${error.pointer}`,
      ...excerptLines(error).map((line) => `${line.number} | ${line.text}`),
    ].join("\n"),
  );
  return [`Source ${id}`, ...parts].join("\n\n");
}
