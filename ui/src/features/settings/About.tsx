import { useStatus } from "../../api/queries";
import { CopyButton, Duration, Skeleton } from "../../components";
import { host } from "../../host";
import { formatNumber } from "../../lib/format";
import { Setting } from "./Setting";

export function About() {
  const { data } = useStatus();
  if (!data) return <Skeleton rows={3} />;
  const diagnostics = {
    version: data.version,
    state: data.state,
    window: host.kind,
    user_agent: navigator.userAgent,
    sources_running: data.sources_running,
    sources_problem: data.sources_problem,
    folders_watched: data.folders_watched,
    triggers_on: data.triggers_on,
    events_total: data.events_total,
    journal_seq: data.journal_seq,
  };
  return (
    <div className="settings-list">
      <Setting name="Version">
        <span className="num">Prama {data.version}</span>
      </Setting>
      <Setting name="Engine has been up for">
        <Duration since={data.started_at} />
      </Setting>
      <Setting name="Events so far">
        <span className="num">{formatNumber(data.events_total)}</span>
      </Setting>
      <Setting name="Diagnostics" note="Counts and versions only: no names, no paths, no token.">
        <CopyButton text={JSON.stringify(diagnostics, null, 2)}>Copy diagnostics</CopyButton>
      </Setting>
    </div>
  );
}
