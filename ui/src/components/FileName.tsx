import { Fragment } from "react";
import { hasDirectionMarks, isRightToLeft, splitForMiddleEllipsis, visiblePieces } from "../lib/marks";
import "./FileName.css";

/** Text that has names in it: characters that could hide or reorder something show. */
export function Visible({ text }: { text: string }) {
  return visiblePieces(text).map((piece, index) =>
    piece.mark ? (
      <span key={index} className="name-mark">
        {piece.text}
      </span>
    ) : (
      <Fragment key={index}>{piece.text}</Fragment>
    ),
  );
}

/** A file name on one line: cut in the middle, the extension stays, hidden characters show. */
export function FileName({ name, title }: { name: string; title?: string }) {
  const warn = hasDirectionMarks(name);
  const full = title ?? name;
  const hint = warn ? `${full}\nName contains hidden direction characters` : full;
  if (isRightToLeft(name) || warn) {
    return (
      <span className="name name-whole" title={hint}>
        <bdi dir={warn ? "ltr" : "auto"}>
          <Visible text={name} />
        </bdi>
        {warn && <span className="sr-only">, name contains hidden direction characters</span>}
      </span>
    );
  }
  const [head, tail] = splitForMiddleEllipsis(name);
  return (
    <span className="name" title={hint}>
      <bdi dir="auto" className="name-head">
        <Visible text={head} />
      </bdi>
      {tail && (
        <bdi dir="auto" className="name-tail">
          <Visible text={tail} />
        </bdi>
      )}
    </span>
  );
}

/** A path, left to right, its segments isolated, the end (the file) kept in view. */
export function PathName({ path }: { path: string }) {
  const cut = path.lastIndexOf("/", path.length - 2);
  const [head, tail] = cut > 0 ? [path.slice(0, cut), path.slice(cut)] : [path, ""];
  return (
    <span className="name mono-path" dir="ltr" title={path}>
      <bdi dir="ltr" className="name-head">
        <Visible text={head} />
      </bdi>
      {tail && (
        <bdi dir="ltr" className="name-tail">
          <Visible text={tail} />
        </bdi>
      )}
    </span>
  );
}
