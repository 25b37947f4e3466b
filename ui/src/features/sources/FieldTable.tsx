import type { Field } from "../../api/types";
import { formatValue } from "../../lib/format";

/** Fields of an event type, each with a real value from the last event. */
export function FieldTable({ fields, inferred }: { fields: Field[]; inferred: boolean }) {
  if (fields.length === 0)
    return <p className="faint">No fields declared, and no event has arrived yet to learn them from.</p>;
  return (
    <div className="field-frame">
      <table className="fields">
        <caption className={inferred ? "field-inferred" : "sr-only"}>
          {inferred ? "Inferred from past events; the plugin declares no schema." : "Fields"}
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
          {fields.map((field) => (
            <tr key={field.path}>
              <th scope="row" title={field.description}>
                <code>{field.path}</code>
                {field.required && (
                  <span className="field-required" title="Required">
                    *<span className="sr-only"> required</span>
                  </span>
                )}
              </th>
              <td className="muted">
                {field.enum ? `one of ${field.enum.map(String).join(", ")}` : (field.format ?? field.type)}
              </td>
              <td>
                {field.sample === undefined ? (
                  <span className="faint">none yet</span>
                ) : (
                  <bdi dir="auto" className="field-sample" title={formatValue(field.sample)}>
                    {formatValue(field.sample)}
                  </bdi>
                )}
              </td>
              <td className="faint num">{field.seen_of ? `${field.seen ?? 0} of ${field.seen_of}` : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
