import type { Explained } from "../api/types";
import { type ExplainedRow, explainedRows, resultText } from "./explained";
import { Visible } from "./FileName";
import { StatusIcon } from "./StatusIcon";
import "./ExplainedTree.css";

const lookOf = (row: ExplainedRow) => {
  if (row.kind === "leaf" && row.unknown) return "unknown";
  if (row.blamed) return "failed";
  return row.passed ? "succeeded" : "no_match";
};

/** Each condition with what it expected and what the event really had. */
export function ExplainedTree({
  explained,
  caption = "Conditions",
}: {
  explained: Explained | null;
  caption?: string;
}) {
  const rows = explainedRows(explained);
  if (rows.length === 0) return <p className="muted">No conditions: every event of this type matches.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <section className="explained-frame" aria-label={caption} tabIndex={0}>
      <table className="explained">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Condition</th>
            <th scope="col">Expected</th>
            <th scope="col">Actual</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.key}
              data-passed={!row.blamed}
              data-unknown={(row.kind === "leaf" && row.unknown) || undefined}
            >
              <th scope="row" style={{ paddingInlineStart: 8 + row.depth * 16 }}>
                {row.text}
                {row.kind === "leaf" && row.error && <span className="explained-error">{row.error}</span>}
              </th>
              {row.kind === "leaf" ? (
                <>
                  <td className="explained-value">
                    <bdi dir="auto">
                      <Visible text={row.expected} />
                    </bdi>
                  </td>
                  <td className={row.missing ? "explained-value faint" : "explained-value explained-actual"}>
                    <bdi dir="auto">
                      <Visible text={row.actual} />
                    </bdi>
                  </td>
                </>
              ) : (
                <td colSpan={2} />
              )}
              <td>
                <StatusIcon status={lookOf(row)} label={resultText(row)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
