// 24 px at the bottom: engine state, folders watched, events a second, work in hand, age of the last event, pause.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { api } from "../api/client";
import { useLink } from "../api/live";
import { useStatus } from "../api/queries";
import type { Status } from "../api/types";
import { problemToast, RelativeTime, StatusIcon } from "../components";
import { useHotkey } from "../components/hotkeys";
import { formatNumber, formatTime, plural } from "../lib/format";
import "./StatusBar.css";

export function usePause() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: "pause" | "resume") => api.post<Status>(`/api/status/${action}`),
    onSuccess: (status) => client.setQueryData(["status"], status),
    onError: problemToast,
  });
}

export function StatusBar() {
  const { data: status } = useStatus();
  const link = useLink();
  const pause = usePause();
  const paused = status?.state === "paused";
  const toggle = () => pause.mutate(paused ? "resume" : "pause");
  useHotkey("mod+shift+.", toggle, {
    label: "Pause or resume everything",
    group: "Everywhere",
    inFields: true,
  });
  const down = link.state === "down";

  return (
    <footer className="bar" data-down={down} aria-label="Engine status" data-testid="engine-status">
      {down ? (
        <StatusIcon
          status="failed"
          label={
            link.denied
              ? "This tab isn't signed in. Open the address that prama serve prints."
              : `Engine can't be reached. Showing data as of ${formatTime(new Date(link.since).toISOString())}. Reconnecting…`
          }
        />
      ) : paused ? (
        <StatusIcon status="paused" label="Paused" />
      ) : (
        <StatusIcon
          status="source_running"
          label={link.state === "live" ? "Engine running" : "Connecting…"}
          size={12}
        />
      )}
      {status && !down && (
        <>
          <span>{plural(status.folders_watched, "folder")} watched</span>
          <span className="bar-wide">
            {formatNumber(Math.round(status.events_per_second * 10) / 10)} events/s
          </span>
          <span>
            {formatNumber(status.runs_running)} running · {formatNumber(status.runs_queued)} queued
          </span>
          <span className="bar-wide">
            last event <RelativeTime at={status.last_event_at} fallback="never" />
          </span>
        </>
      )}
      <span className="bar-space" />
      <button
        type="button"
        className="bar-button"
        onClick={toggle}
        disabled={down || !status || pause.isPending}
      >
        {paused ? <Play size={12} aria-hidden="true" /> : <Pause size={12} aria-hidden="true" />}
        {paused ? "Resume all" : "Pause all"}
      </button>
    </footer>
  );
}
