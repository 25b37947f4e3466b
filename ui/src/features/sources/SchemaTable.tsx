import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Field } from "../../api/types";
import { Visible } from "../../components";
import { formatNumber, formatValue } from "../../lib/format";
import { fieldRows, kindText } from "./fieldTree";

function Sample({ field }: { field: Field }) {
  if (field.sample === undefined) return <span className="faint">none yet</span>;
  return (
    <bdi dir="auto" className="field-sample" title={formatValue(field.sample)}>
      <Visible text={formatValue(field.sample)} />
    </bdi>
  );
}

function Seen({ field }: { field: Field }) {
  if (!field.seen_of) return <>–</>;
  const seen = field.seen ?? 0;
  const text = `${formatNumber(seen)} of ${formatNumber(field.seen_of)}`;
  return <span className={seen < field.seen_of ? "field-rare" : undefined}>{text}</span>;
}

/** Fields of an event type as a tree, each with a real value from the last event. */
export function SchemaTable({ fields, inferred }: { fields: Field[]; inferred: boolean }) {
  const [folded, setFolded] = useState<string[]>([]);
  if (fields.length === 0)
    return <p className="faint">No fields declared, and no event has arrived yet to learn them from.</p>;
  const rows = fieldRows(fields).filter((row) => !row.parents.some((parent) => folded.includes(parent)));
  const toggle = (path: string) =>
    setFolded(folded.includes(path) ? folded.filter((item) => item !== path) : [...folded, path]);
  return (
    <div className="field-frame">
      <table className="fields">
        <caption className={inferred ? "field-inferred" : "sr-only"}>
          {inferred ? "Inferred from past events; the source declares no schema." : "Fields"}
        </caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Sample</th>
            <th scope="col">Seen in</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, name, depth, hasChildren }) => {
            const open = !folded.includes(field.path);
            const Icon = open ? ChevronDown : ChevronRight;
            return (
              <tr key={field.path} data-testid="field-row">
                <th scope="row">
                  <span className="field-name" style={{ paddingInlineStart: depth * 16 }}>
                    {hasChildren ? (
                      <button
                        type="button"
                        className="field-fold"
                        aria-expanded={open}
                        aria-label={`Fields of ${field.path}`}
                        onClick={() => toggle(field.path)}
                      >
                        <Icon size={12} aria-hidden="true" />
                      </button>
                    ) : null}
                    <code>{name}</code>
                    {field.required && (
                      <span className="field-required" title="Required">
                        *<span className="sr-only"> required</span>
                      </span>
                    )}
                  </span>
                  {field.description && (
                    <span className="field-description" style={{ paddingInlineStart: depth * 16 }}>
                      {field.description}
                    </span>
                  )}
                </th>
                <td className="muted">{kindText(field)}</td>
                <td>{hasChildren ? null : <Sample field={field} />}</td>
                <td className="faint num">
                  <Seen field={field} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
