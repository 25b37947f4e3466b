import { useQuery } from "@tanstack/react-query";
import { sourceLogEndQuery } from "../../api/queries";
import { LinkButton } from "../../components";
import { formatTime } from "../../lib/format";

/** The last few lines of a source's log, where something is wrong with it. */
export function LastLines({ source, count = 5 }: { source: string; count?: number }) {
  const { data, isPending } = useQuery(sourceLogEndQuery(source, count));
  const lines = data?.lines ?? [];
  return (
    <>
      {lines.length === 0 && !isPending ? (
        <p>Its log is empty.</p>
      ) : (
        <pre
          className="last-lines"
          data-testid="last-lines"
          style={{ minHeight: `calc(${count} * var(--row-log) + 12px)` }}
        >
          {lines.map((line) => (
            <span key={line.n} data-level={line.level}>
              <span className="faint">{formatTime(line.at)} </span>
              {line.text}
              {"\n"}
            </span>
          ))}
        </pre>
      )}
      <LinkButton
        variant="default"
        to="/sources/$id"
        params={{ id: source }}
        search={(before) => ({ ...before, tab: "log" })}
      >
        Open the log
      </LinkButton>
    </>
  );
}
