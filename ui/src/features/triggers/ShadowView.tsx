// A new version on trial: judged on every event beside the live one, its effects off, the differences listed.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { ApiError, api, over } from "../../api/client";
import type { Shadow, Trigger } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  FileName,
  Page,
  problemToast,
  RelativeTime,
  Skeleton,
  StatusIcon,
  toast,
  undoToast,
  VirtualList,
} from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { suppressedText } from "./preview";
import { TriggerTabs } from "./TriggerTabs";
import "./revisions.css";

type Difference = Shadow["differences"][number];
/** Under the source's key, so that new events refresh the differences. */
export const shadowKey = (t: Trigger) => ["source", t.source, "shadow", t.id];
export const shadowPath = (id: string) => `/api/triggers/${encodeURIComponent(id)}/shadow`;

const COLUMNS = [
  {
    key: "subject",
    header: "Event",
    width: "minmax(8rem, 2fr)",
    render: (d: Difference) => (
      <Link to="/events/$id" params={{ id: d.event_id }} tabIndex={-1} className="truncate">
        <FileName name={d.subject} />
      </Link>
    ),
  },
  { key: "live", header: "Live", width: "9rem", render: (d: Difference) => <StatusIcon status={d.live} /> },
  {
    key: "arrow",
    header: <span className="sr-only">became</span>,
    width: "2rem",
    render: () => <ArrowRight size={14} aria-hidden className="faint" />,
  },
  {
    key: "shadow",
    header: "On trial",
    width: "9rem",
    render: (d: Difference) => <StatusIcon status={d.shadow} />,
  },
  {
    key: "time",
    header: "When",
    width: "7rem",
    align: "end" as const,
    render: (d: Difference) => <RelativeTime at={d.time} />,
  },
];

export function ShadowView({ trigger }: { trigger: Trigger }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const path = shadowPath(trigger.id);
  const query = useQuery({
    queryKey: shadowKey(trigger),
    queryFn: () => api.get<Shadow>(path),
    retry: false,
  });
  const refresh = () => {
    client.invalidateQueries({ queryKey: ["trigger", trigger.id] });
    client.invalidateQueries({ queryKey: shadowKey(trigger) });
    client.invalidateQueries({ queryKey: ["triggers"] });
  };
  const end = async (act: () => Promise<unknown>, done: () => void) => {
    try {
      await act();
      refresh();
      done();
      navigate({ to: "/triggers/$id", params: { id: trigger.id } });
    } catch (error) {
      problemToast(error);
    }
  };
  const shadow = query.data;
  const none = query.error instanceof ApiError && query.error.problem.status === 404;
  return (
    <Page
      title={`On trial: ${trigger.name}`}
      heading={<>Triggers / {trigger.name}</>}
      aside={<TriggerTabs trigger={trigger} current="shadow" />}
      actions={
        shadow ? (
          <>
            <Button
              variant="subtle"
              onClick={() =>
                end(
                  () => api.del(path),
                  () =>
                    undoToast("The trial is over; the live one goes on.", () =>
                      api.put(path, shadow.draft).then(refresh),
                    ),
                )
              }
            >
              End the trial
            </Button>
            <Button
              data-testid="shadow-promote"
              onClick={() =>
                end(
                  () => api.post(`${path}/promote`, undefined, over(trigger.etag)),
                  () => toast(`The version on trial is live now: “${shadow.draft.name}”.`),
                )
              }
            >
              Make it live
            </Button>
          </>
        ) : null
      }
    >
      {query.isPending ? (
        <Skeleton rows={6} label="Loading the trial" />
      ) : none ? (
        <EmptyState
          sentence="Nothing is on trial. In the editor, “Try beside the live one” judges a changed trigger on every event without running anything."
          action={
            <Button onClick={() => navigate({ to: "/triggers/$id", params: { id: trigger.id } })}>
              Edit
            </Button>
          }
        />
      ) : shadow ? (
        <Trial shadow={shadow} trigger={trigger} />
      ) : (
        <ErrorState error={query.error} retry={() => query.refetch()} />
      )}
    </Page>
  );
}

type Fates = NonNullable<Shadow["options"]>["live"];

/** "2 of 5, 3 over the rate" */
function fates(of: Fates): string {
  const suppressed = suppressedText(of);
  const runs = `${formatNumber(of.runs)} of ${formatNumber(of.matched)}`;
  return suppressed === "" ? runs : `${runs}, ${suppressed}`;
}

function Trial({ shadow, trigger }: { shadow: Shadow; trigger: Trigger }) {
  const navigate = useNavigate();
  return (
    <div className="tl">
      <div className="sh-head">
        <p className="sh-sentence">{shadow.sentence}</p>
        {shadow.changes.length > 0 ? (
          <ul className="sh-changes">
            {shadow.changes.map((change, i) => (
              <li key={i}>{change.text}</li>
            ))}
          </ul>
        ) : null}
        <p className="muted" data-testid="shadow-summary">
          On trial since <RelativeTime at={shadow.since} />: judged on every event beside the live one, and
          runs nothing. {plural(shadow.judged, "event")} judged,{" "}
          <strong>
            {shadow.differed === 0 ? "no difference" : `${formatNumber(shadow.differed)} judged differently`}
          </strong>
          .
        </p>
        {shadow.options ? (
          <p className="muted" data-testid="shadow-options">
            With their options, of the matches since then would have run: live {fates(shadow.options.live)},
            and on trial {fates(shadow.options.shadow)}.
          </p>
        ) : null}
      </div>
      {shadow.differences.length === 0 ? (
        <EmptyState
          sentence={
            shadow.judged === 0
              ? "No event has come in since. Differences show up here."
              : "Both decided the same about every event so far."
          }
        />
      ) : (
        <VirtualList
          label="Events judged differently"
          items={shadow.differences}
          getKey={(d) => d.event_id}
          columns={COLUMNS}
          rowTestId="shadow-row"
          onOpen={(d) =>
            navigate({ to: "/events/$id", params: { id: d.event_id }, search: { trigger: trigger.id } })
          }
        />
      )}
    </div>
  );
}
