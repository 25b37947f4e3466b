// Files dropped anywhere on the window become events; says so before, shows how far it is, and where it led.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useSources } from "../api/queries";
import { actionToast, problemToast, toast } from "../components";
import {
  type Outcome,
  sendFiles,
  UPLOAD_SOURCE,
  UPLOAD_TYPE,
  useDropTarget,
  useUploads,
} from "../components/uploads";
import { type Hover, host } from "../host";
import { formatBytes, plural } from "../lib/format";
import { useWatchedFile } from "./watchedFile";
import "./DropZone.css";

function report({ sent, failed, cancelled, folders }: Outcome, navigate: ReturnType<typeof useNavigate>) {
  if (folders > 0) toast("A folder can't be sent. To watch it, add it to PDF Monitor or File Monitor.");
  for (const one of failed) problemToast(one.error);
  if (sent.length === 0) {
    if (cancelled > 0) toast("Cancelled. Nothing was sent.");
    return;
  }
  const runs = sent.flatMap((one) => one.runs);
  const what = sent.length === 1 ? `Sent ${sent[0]?.filename}` : `Sent ${plural(sent.length, "file")}`;
  const came = runs.length > 0 ? `${plural(runs.length, "run")} started.` : "No trigger matched.";
  const rest = cancelled > 0 ? ` ${plural(cancelled, "file")} cancelled.` : "";
  const run = runs[0]?.execution_id;
  const event = sent[0]?.event_id;
  if (runs.length === 1 && run)
    actionToast(`${what}. ${came}${rest}`, "See the run", () =>
      navigate({ to: "/runs/$id", params: { id: run } }),
    );
  else if (sent.length === 1 && event)
    actionToast(`${what}. ${came}${rest}`, "See the event", () =>
      navigate({ to: "/events/$id", params: { id: event } }),
    );
  else
    actionToast(`${what}. ${came}${rest}`, "See the events", () =>
      navigate({ to: "/events", search: { source: UPLOAD_SOURCE } }),
    );
}

export function DropZone() {
  const [hover, setHover] = useState<Hover | null>(null);
  const navigate = useNavigate();
  const last = useUploads((state) => state.last);
  useEffect(() => {
    if (!last) return;
    useUploads.setState({ last: null });
    report(last, navigate);
  }, [last, navigate]);
  const target = useDropTarget((state) => state.target);
  const watched = useWatchedFile();
  const latest = useRef(watched);
  useEffect(() => {
    latest.current = watched;
  }, [watched]);
  const page = hover && target?.says(hover.items, hover.at);
  const special = page ?? (hover && watched.says(hover.items, hover.at));
  useEffect(() => {
    useDropTarget.setState({ over: Boolean(page) });
  }, [page]);
  useEffect(
    () =>
      host.onDrop(setHover, (items, at) => {
        const wants = [useDropTarget.getState().target, latest.current].find((one) => one?.says(items, at));
        if (wants) wants.take(items);
        else void sendFiles(items);
      }),
    [],
  );
  return (
    <>
      {hover && <Overlay count={hover.count} special={special ?? null} />}
      <Progress />
    </>
  );
}

function Overlay({ count, special }: { count: number; special: string | null }) {
  const source = useSources().data?.find((item) => item.id === UPLOAD_SOURCE);
  const type = source?.eventTypes.find((item) => item.type === UPLOAD_TYPE);
  const files = count > 0 ? plural(count, "file") : "files";
  const listening = type?.triggers ?? 0;
  return (
    <div className="drop-overlay" data-testid="drop-overlay" role="status">
      <div className="drop-overlay-text">
        <strong>{special ?? `Send ${files} as ${type?.label ?? "File uploaded"}`}</strong>
        {!special && (
          <span className="muted">
            {listening > 0
              ? `${plural(listening, "trigger listens", "triggers listen")} to it`
              : "No trigger listens to it yet; the event is kept"}
          </span>
        )}
      </div>
    </div>
  );
}

function Progress() {
  const { now, cancel } = useUploads();
  if (!now) return null;
  const of = now.total > 1 ? ` ${now.index + 1} of ${now.total}` : "";
  return (
    <section className="upload-panel" aria-label="Sending files" data-testid="upload-panel">
      <div className="upload-line">
        <span className="truncate">
          Sending{of}: <bdi dir="auto">{now.name}</bdi>
        </span>
        <span className="faint num">
          {formatBytes(now.sent)} of {formatBytes(now.size)}
        </span>
      </div>
      <div className="upload-line">
        <progress value={now.sent} max={Math.max(now.size, 1)} aria-label={`Sending ${now.name}`} />
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
