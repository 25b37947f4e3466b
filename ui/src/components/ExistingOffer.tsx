// "Also run for the 37 files already there": offered where a trigger on new files is on, and how far it is.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { existingQuery, runForExisting } from "../api/files";
import type { ExistingFiles } from "../api/types";
import { plural } from "../lib/format";
import "./ExistingOffer.css";
import { StatusIcon } from "./StatusIcon";
import { problemToast } from "./undo";

/** What is said of a wish that is at work or through. */
export function progressText(job: NonNullable<ExistingFiles["job"]>): string {
  const passed = job.passed > 0 ? ` ${plural(job.passed, "file")} had gone or changed.` : "";
  return job.finished_at
    ? `Ran for ${plural(job.done, "file")} that ${job.done === 1 ? "was" : "were"} there.${passed}`
    : job.total === 0
      ? "Running for the files that were there."
      : `Running for files that were there: ${job.done} of ${job.total}.`;
}

/** `asked`: it was asked for just before, so that its end is worth a word. */
export function ExistingOffer({ triggerId, asked: before = false }: { triggerId: string; asked?: boolean }) {
  const client = useQueryClient();
  const query = existingQuery(triggerId);
  const { data } = useQuery(query);
  const [asked, setAsked] = useState(before);
  const start = useMutation({
    mutationFn: () => runForExisting(triggerId),
    onSuccess: (answer) => {
      setAsked(true);
      client.setQueryData(query.queryKey, answer);
    },
    onError: problemToast,
  });
  if (!data?.applies) return null;
  const { job } = data;
  const atWork = job && !job.finished_at;
  if (job && (atWork || asked)) {
    return (
      <p className="existing-offer" role="status" data-testid="existing-progress">
        <StatusIcon status={atWork ? "running" : "succeeded"} iconOnly />
        <span>{progressText(job)}</span>
      </p>
    );
  }
  if (data.listing || data.matching === 0) return null;
  return (
    <p className="existing-offer" data-testid="existing-offer">
      <span>
        {plural(data.matching, "file")} already there {data.matching === 1 ? "matches" : "match"} and did not
        run.
      </span>
      <Button
        variant="default"
        loading={start.isPending}
        onClick={() => start.mutate()}
        data-testid="existing-run"
      >
        Also run for {data.matching === 1 ? "it" : `these ${data.matching}`}
      </Button>
    </p>
  );
}
