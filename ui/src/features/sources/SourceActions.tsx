// Start, stop and restart: at once, with a pending state, and after ten seconds with what the source wrote last.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { actionsFor, actOnSource, type SourceAction } from "../../api/sources";
import type { Source } from "../../api/types";
import { LinkButton, problemToast } from "../../components";
import { UPLOAD_SOURCE } from "../../components/uploads";
import { LastLines } from "./LastLines";
import { SendFilesButton } from "./SendFilesButton";
import { isSettled } from "./settled";

const PATIENCE_MS = 10_000;

export function SourceActions({ source }: { source: Source }) {
  const client = useQueryClient();
  const [asked, setAsked] = useState<{ action: SourceAction; since: string } | null>(null);
  const [late, setLate] = useState(false);
  const act = useMutation({
    mutationFn: (action: SourceAction) => actOnSource(client, source.id, action),
    onError: (error) => {
      setAsked(null);
      problemToast(error);
    },
  });
  const pending = asked !== null && (act.isPending || !isSettled(asked.action, asked.since, source));
  useEffect(() => {
    setLate(false);
    if (!pending) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [pending, asked]);
  // Done is done: what happens to the source later is not this action's.
  useEffect(() => {
    if (!pending) setAsked(null);
  }, [pending]);
  const go = (action: SourceAction) => {
    setAsked({ action, since: source.state_since });
    act.mutate(action);
  };
  const can = actionsFor(source);
  // A source that hangs can still be told something else.
  const doing = pending && !late ? asked.action : null;
  const button = (action: SourceAction, label: string, busy: string) => (
    <Button
      variant="default"
      disabled={doing !== null && doing !== action}
      loading={doing === action}
      aria-label={doing === action ? busy : undefined}
      onClick={() => go(action)}
    >
      {label}
    </Button>
  );
  const stopped = can.includes("start");
  return (
    <>
      {source.id === UPLOAD_SOURCE && <SendFilesButton />}
      {(stopped || doing === "start") && button("start", "Turn on", "Starting")}
      {can.includes("stop") &&
        doing !== "start" &&
        button("stop", source.state === "builtin" ? "Turn off" : "Stop", "Stopping")}
      {can.includes("restart") && doing !== "start" && button("restart", "Restart", "Restarting")}
      {source.eventTypes.length > 0 && !["invalid", "untrusted"].includes(source.state) && (
        <LinkButton variant="default" to="/triggers/new" search={{ source: source.id }}>
          New trigger from this
        </LinkButton>
      )}
      {late && pending && (
        <div className="source-note source-note-wait source-late" role="status" data-testid="source-late">
          <p>
            It was asked to {asked.action} 10 s ago and hasn't done so. It goes on trying; this is what it
            wrote last:
          </p>
          <LastLines source={source.id} />
        </div>
      )}
    </>
  );
}
