import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { useHeld } from "../../api/queries";
import type { BulkAnswer, HeldGroup, Home, Attention as Item } from "../../api/types";
import {
  LinkButton,
  Prose,
  plainText,
  problemToast,
  RelativeTime,
  StatusIcon,
  toast,
} from "../../components";
import { formatNumber, plural } from "../../lib/format";

/** More than this at once is decided on the Runs page, with the list in view. */
const BULK_LIMIT = 20;
const LOOK: Record<Item["kind"], { status: string; word: string }> = {
  source: { status: "crash_loop", word: "Source stopped" },
  failed: { status: "failed", word: "Failed" },
  folder: { status: "missing", word: "Folder" },
  invalid_source: { status: "invalid", word: "Invalid" },
  untrusted: { status: "untrusted", word: "Waits for your trust" },
  drift: { status: "invalid", word: "Events changed" },
};

function Actions({ item }: { item: Item }) {
  const client = useQueryClient();
  const done = () => client.invalidateQueries();
  const retry = useMutation({
    mutationFn: (ids: string[]) => api.post<BulkAnswer>("/api/runs/bulk", { action: "retry", ids }),
    onSuccess: (answer) => {
      toast(
        `${plural(answer.done, "run")} started again${answer.failed.length ? `, ${answer.failed.length} could not` : ""}.`,
      );
      done();
    },
    onError: problemToast,
  });
  const restart = useMutation({
    mutationFn: (id: string) => api.post(`/api/event-sources/${encodeURIComponent(id)}/restart`),
    onSuccess: done,
    onError: problemToast,
  });
  const ids = item.run_ids ?? (item.run_id ? [item.run_id] : []);
  if (item.kind === "failed") {
    return (
      <>
        {item.run_id && (
          <LinkButton variant="default" to="/runs/$id" params={{ id: item.run_id }}>
            Open
          </LinkButton>
        )}
        {ids.length > BULK_LIMIT ? (
          <LinkButton
            variant="default"
            to="/runs"
            search={{ status: "failed", group: "cause", cause: item.cause }}
          >
            Review {formatNumber(item.count)}
          </LinkButton>
        ) : (
          ids.length > 0 && (
            <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(ids)}>
              Retry {ids.length}
            </Button>
          )
        )}
      </>
    );
  }
  if (item.kind === "drift") {
    const id = item.trigger_ids?.[0];
    return id ? (
      <LinkButton variant="default" to="/triggers/$id" params={{ id }}>
        Open trigger
      </LinkButton>
    ) : null;
  }
  if (!item.source_id) return null;
  const params = { id: item.source_id };
  if (item.kind === "invalid_source") {
    return (
      <LinkButton variant="default" to="/sources/$id" params={params} search={{ tab: "manifest" }}>
        Show line
      </LinkButton>
    );
  }
  if (item.kind === "untrusted") {
    return (
      <LinkButton variant="default" to="/sources/$id" params={params}>
        Review
      </LinkButton>
    );
  }
  if (item.kind === "folder") {
    return (
      <LinkButton variant="default" to="/sources/$id" params={params} search={{ tab: "config" }}>
        Choose another folder
      </LinkButton>
    );
  }
  return (
    <>
      <LinkButton variant="default" to="/sources/$id" params={params} search={{ tab: "log" }}>
        Log
      </LinkButton>
      <Button
        variant="default"
        loading={restart.isPending}
        onClick={() => restart.mutate(item.source_id as string)}
      >
        Restart
      </Button>
    </>
  );
}

/** As many as leave the rest of the page in view. */
const SHOWN = 5;

export function Attention({ home }: { home: Home }) {
  const held = useHeldMatches();
  const [whole, setWhole] = useState(false);
  const urgent = home.attention.filter((item) => item.kind === "source" || item.kind === "failed");
  const rest = home.attention.filter((item) => !urgent.includes(item));
  const rows = [
    ...urgent.map((item) => <Row key={item.cause} item={item} />),
    ...held.map((group) => <HeldRow key={`${group.trigger_id} ${group.reason.code}`} group={group} />),
    ...rest.map((item) => <Row key={item.cause} item={item} />),
  ];
  const folded = rows.length > SHOWN + 1;
  if (rows.length === 0) {
    const { runs, failed } = home.today;
    return (
      <p className="all-good" data-testid="all-good">
        <StatusIcon
          status="succeeded"
          label={
            runs === 0
              ? "All good. Nothing needs you."
              : `All good. ${plural(runs, "run")} today, ${failed === 0 ? "none failed" : `${formatNumber(failed)} failed and dealt with`}.`
          }
        />
      </p>
    );
  }
  return (
    <section aria-labelledby="attention-title">
      <h2 id="attention-title" className="overline section-title">
        Needs attention <span className="num">{rows.length}</span>
      </h2>
      <ul className="panel">{folded && !whole ? rows.slice(0, SHOWN) : rows}</ul>
      {folded ? (
        <button
          type="button"
          className="quiet-button"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
          data-testid="attention-more"
        >
          {whole ? `Show the first ${SHOWN}` : `Show ${plural(rows.length - SHOWN, "more", "more")}`}
        </button>
      ) : null}
    </section>
  );
}

function Row({ item }: { item: Item }) {
  return (
    <li className="attention-row" data-testid="attention-row">
      <StatusIcon status={LOOK[item.kind].status} label={LOOK[item.kind].word} iconOnly size={16} />
      <div className="attention-text">
        <p className="attention-title" title={plainText(item.title)}>
          <Prose text={item.title} />
        </p>
        <p className="muted" title={plainText(item.detail)}>
          {item.kind === "failed" ? <span className="num">{plural(item.count, "run")} failed. </span> : null}
          <Prose text={item.detail} />
        </p>
      </div>
      <span className="faint attention-when">
        <RelativeTime at={item.last_at} />
      </span>
      <span className="attention-actions">
        <Actions item={item} />
      </span>
    </li>
  );
}

/** Matches that wait for an OK. Those of an absence have their report. */
function useHeldMatches(): HeldGroup[] {
  return (useHeld().data ?? []).filter((group) => group.reason.code !== "catch_up");
}

function HeldRow({ group }: { group: HeldGroup }) {
  return (
    <li className="attention-row" data-testid="attention-row">
      <StatusIcon status="held" label="Held" iconOnly size={16} />
      <div className="attention-text">
        <p className="attention-title" title={group.trigger_name}>
          {group.trigger_name}: {plural(group.count, "match waits", "matches wait")} for your OK
        </p>
        <p className="muted" title={plainText(group.reason.text)}>
          <Prose text={group.reason.text} />
        </p>
      </div>
      <span className="faint attention-when">
        <RelativeTime at={group.latest} />
      </span>
      <span className="attention-actions">
        <LinkButton variant="default" to="/events" search={{ outcome: "held" }}>
          Review
        </LinkButton>
      </span>
    </li>
  );
}
