// A lazy tree of a JSON value: folded branches cost nothing, long lists open in parts, values can be picked.
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { formatBytes, formatFull, formatNumber } from "../lib/format";
import { visiblePieces } from "../lib/marks";
import { CopyButton } from "./CopyButton";
import "./JsonTree.css";

const PART = 100;
const LONG_TEXT = 2000;

type Props = {
  value: unknown;
  label?: string;
  /** Depth that is open at first. */
  depth?: number;
  /** Makes leaf values clickable; path is dotted, without the root. */
  onPick?: (path: string, value: unknown) => void;
};

export function JsonTree({ value, label = "Data", depth = 2, onPick }: Props) {
  return (
    <div className="json" role="group" aria-label={label}>
      <ul>
        <Entries value={value} path="" depth={depth} onPick={onPick} />
      </ul>
    </div>
  );
}

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

function Entries({
  value,
  path,
  depth,
  onPick,
}: {
  value: unknown;
  path: string;
  depth: number;
  onPick?: Props["onPick"];
}) {
  const [shown, setShown] = useState(PART);
  if (!isBranch(value)) {
    return (
      <li className="json-row">
        <Leaf path={path} name="" value={value} onPick={onPick} />
      </li>
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0)
    return <li className="json-row faint">{Array.isArray(value) ? "empty list" : "no fields"}</li>;
  return (
    <>
      {entries.slice(0, shown).map(([name, child]) => (
        <Node
          key={name}
          name={name}
          value={child}
          path={path ? `${path}.${name}` : name}
          depth={depth - 1}
          onPick={onPick}
        />
      ))}
      {entries.length > shown && (
        <li className="json-row">
          <button type="button" className="json-more" onClick={() => setShown(shown + PART)}>
            {formatNumber(entries.length - shown)} more
          </button>
        </li>
      )}
    </>
  );
}

function Node({
  name,
  value,
  path,
  depth,
  onPick,
}: {
  name: string;
  value: unknown;
  path: string;
  depth: number;
  onPick?: Props["onPick"];
}) {
  const [open, setOpen] = useState(depth > 0);
  if (!isBranch(value)) {
    return (
      <li className="json-row">
        <span className="json-key">{name}</span>
        <Leaf path={path} name={name} value={value} onPick={onPick} />
      </li>
    );
  }
  const count = Object.keys(value).length;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <button
        type="button"
        className="json-row json-branch"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon size={12} aria-hidden="true" />
        <span className="json-key">{name}</span>
        <span className="faint">
          {Array.isArray(value) ? `list of ${count}` : `${count} ${count === 1 ? "field" : "fields"}`}
        </span>
      </button>
      {open && (
        <ul>
          <Entries value={value} path={path} depth={depth} onPick={onPick} />
        </ul>
      )}
    </li>
  );
}

function reading(name: string, value: unknown): string | null {
  if (typeof value === "number" && /size|bytes/i.test(name) && value >= 1000) return formatBytes(value);
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return formatFull(value);
  return null;
}

function Leaf({
  path,
  name,
  value,
  onPick,
}: {
  path: string;
  name: string;
  value: unknown;
  onPick?: Props["onPick"];
}) {
  const [whole, setWhole] = useState(false);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const kind = value === null ? "null" : typeof value;
  const cut = !whole && text.length > LONG_TEXT;
  const shown = visiblePieces(cut ? text.slice(0, LONG_TEXT) : text).map((piece, index) =>
    piece.mark ? (
      <mark key={index} className="name-mark">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
  const human = reading(name, value);
  return (
    <>
      {onPick ? (
        <button
          type="button"
          className={`json-value json-pick json-${kind}`}
          onClick={() => onPick(path, value)}
        >
          {shown}
        </button>
      ) : (
        <bdi dir="auto" className={`json-value json-${kind}`}>
          {shown}
        </bdi>
      )}
      {cut && (
        <button type="button" className="json-more" onClick={() => setWhole(true)}>
          show all {formatNumber(text.length)} characters
        </button>
      )}
      {human && <span className="faint">{human}</span>}
      <span className="json-copy">
        <CopyButton text={text} label={`Copy ${path || "value"}`} />
      </span>
    </>
  );
}
