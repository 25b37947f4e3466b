// Words about trust: what a source could do, and what saying yes means. The engine decides; this only tells.
import type { Source, SourceTrust } from "../../api/types";

export function headline(source: Source, trust: SourceTrust): string {
  if (trust.state === "blocked") return "You blocked this source. Nothing of it runs.";
  if (trust.state !== "changed") return "This source is new. Nothing of it runs until you trust it.";
  return source.state === "untrusted"
    ? "This source has changed since you trusted it. Nothing of it runs until you trust the new version."
    : "This source has changed since you trusted it. What you trusted still runs; the new version waits.";
}

/** Whether a person is asked about it: also while the version that was trusted before still runs. */
export const isAsked = (trust: SourceTrust | undefined) =>
  trust !== undefined && trust.state !== "shipped" && trust.state !== "trusted";

/** The first and last characters of a content hash: enough to compare by eye. */
export function shortHash(hash: string): string {
  const bare = hash.replace(/^[a-z0-9]+:/, "");
  return bare.length > 20 ? `${bare.slice(0, 8)}…${bare.slice(-8)}` : bare;
}

/** A command line as one would type it: arguments with other than plain characters are quoted. */
export function commandLine(argv: string[]): string {
  return argv
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`))
    .join(" ");
}

const CONTEXT = 3;
type Diff = NonNullable<SourceTrust["manifest_diff"]>;
export type DiffRow = Diff[number] | { kind: "folded"; text: string };

/** A comparison without the long stretches that are the same: three lines stay around each change. */
export function foldSame(lines: Diff): DiffRow[] {
  const near = (at: number) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => line.kind !== "same");
  const rows: DiffRow[] = [];
  let folded = 0;
  const close = () => {
    if (folded > 0)
      rows.push({ kind: "folded", text: `${folded} ${folded === 1 ? "line is" : "lines are"} the same` });
    folded = 0;
  };
  lines.forEach((line, at) => {
    if (line.kind === "same" && !near(at)) {
      folded += 1;
      return;
    }
    close();
    rows.push(line);
  });
  close();
  return rows;
}

export function changedFiles(trust: SourceTrust) {
  return trust.files.filter((file) => file.change);
}

/** What the yes means, for the confirmation. */
export function effectOf(source: Source, trust: SourceTrust, follow: boolean): string {
  const name = source.name || source.id;
  const run =
    trust.command.length > 0
      ? `Prama starts ${commandLine(trust.command)} as you, with everything you may read and write.`
      : `Prama starts ${name}.`;
  const later = follow
    ? "Later edits of this folder run without being asked about again."
    : "It is asked about again as soon as one of its files changes.";
  return `${run} ${later}`;
}
