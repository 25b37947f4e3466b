// After Turn on: what arrives, live, with the time each stage took.
import { useRun, useStatus } from "../../api/queries";
import type { RecentFile } from "../../api/types";
import { ExistingOffer, FileName, LinkButton, StatusIcon } from "../../components";
import { tildePath } from "../../lib/format";
import type { Watch } from "./FirstRun";
import { stagesOf } from "./stages";

function RanRow({ file, runId }: { file: RecentFile; runId: string }) {
  const { data: run } = useRun(runId);
  return (
    <li className="watching-row" data-testid="first-run-row">
      <StatusIcon status={run?.status ?? "queued"} testId="first-run-status" />
      <FileName name={file.name} title={file.path} />
      <span className="watching-what muted num" data-testid="first-run-stages">
        {run ? stagesOf(run) : ""}
      </span>
      <LinkButton variant="default" to="/runs/$id" params={{ id: runId }} data-testid="first-run-see">
        See the run
      </LinkButton>
    </li>
  );
}

export function Watching({ watch, files }: { watch: Watch; files: RecentFile[] }) {
  const home = useStatus().data?.home_dir;
  const fresh = files.filter((file) => Date.parse(file.at) >= Date.parse(watch.since) - 5000).slice(0, 6);
  return (
    <section className="watching" aria-label="Watching" data-testid="first-run-watching">
      <p className="watching-line" role="status">
        <StatusIcon status="watching" />
        <span>
          <bdi dir="ltr">{tildePath(watch.path, home)}</bdi>. Drop a PDF there now.
        </span>
      </p>
      <ExistingOffer triggerId={watch.trigger} asked={watch.existing} />
      <ul>
        {fresh.map((file) =>
          file.run_id ? (
            <RanRow key={file.event_id} file={file} runId={file.run_id} />
          ) : (
            <li key={file.event_id} className="watching-row" data-testid="first-run-row">
              <StatusIcon status={file.outcome} />
              <FileName name={file.name} title={file.path} />
              <span className="watching-what" />
              <LinkButton variant="default" to="/events/$id" params={{ id: file.event_id }}>
                Why?
              </LinkButton>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
