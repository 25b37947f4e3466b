import { useStatus } from "../../api/queries";
import { CopyButton, Mono, Skeleton } from "../../components";
import { Setting } from "./Setting";

const SNIPPET = `prama emit my-timer timer_fired --data '{"fired_at": "2026-01-01T12:00:00Z"}'`;

/** Where other programs reach the engine. The token stays out of the window. */
export function LocalApi() {
  const { data } = useStatus();
  if (!data) return <Skeleton rows={3} />;
  return (
    <div className="settings-list">
      <Setting name="Address" note="Reachable from this computer only.">
        {data.url ? (
          <Mono copy>{data.url}</Mono>
        ) : (
          <span className="muted">Off: nothing listens. Start it with prama serve.</span>
        )}
      </Setting>
      <Setting name="Token" note="Every call needs it as a Bearer token. Print it with:">
        <Mono copy>prama token</Mono>
      </Setting>
      <Setting name="Data folder" note="Holds the database, logs and your own event sources.">
        <Mono copy>{data.data_dir}</Mono>
      </Setting>
      <Setting name="Plugin folders" note="Searched for event sources, in this order.">
        <ul>
          {data.source_dirs.map((folder) => (
            <li key={folder}>
              <Mono copy>{folder}</Mono>
            </li>
          ))}
        </ul>
      </Setting>
      <div>
        <p className="setting-name">Send an event from a terminal</p>
        <div className="snippet">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
          <pre tabIndex={0} aria-label="Command">
            {SNIPPET}
          </pre>
          <CopyButton text={SNIPPET} label="Copy command" />
        </div>
      </div>
    </div>
  );
}
