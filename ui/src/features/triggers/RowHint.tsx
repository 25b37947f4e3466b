// Under a condition: what the field really held, with the part that matches marked.
import type { Field, Leaf } from "../../api/types";
import { Prose } from "../../components";
import { formatBytes, formatNumber, isBytes } from "../../lib/format";
import { fieldHint, hintSamples, matchedParts } from "./samples";

export function RowHint({ id, leaf, field }: { id: string; leaf: Leaf; field: Field | undefined }) {
  if (field?.drift)
    return (
      <p className="cond-hint cond-drift" id={id}>
        <Prose text={field.drift.text} />
      </p>
    );
  const samples = hintSamples(field);
  if (samples.length === 0)
    return (
      <p className="cond-hint" id={id}>
        {fieldHint(field, field && isBytes(field.path) ? formatBytes : formatNumber)}
      </p>
    );
  return (
    <p className="cond-hint" id={id}>
      e.g.{" "}
      {samples.map((sample, i) => (
        <span key={sample}>
          {i > 0 ? " · " : ""}
          <bdi dir="auto">
            {matchedParts(leaf, sample).map((part, k) =>
              part.hit ? (
                <mark key={k} className="cond-hit">
                  {part.text}
                </mark>
              ) : (
                part.text
              ),
            )}
          </bdi>
        </span>
      ))}
    </p>
  );
}
