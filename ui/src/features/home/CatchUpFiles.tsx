// The files of a report. Where matches wait, some can be chosen to run.
import { Button, Checkbox, Group, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answerCatchUp, catchUpReportQuery } from "../../api/files";
import type { CatchUpItem, CatchUpReport } from "../../api/types";
import {
  type Column,
  ErrorState,
  FileName,
  problemToast,
  Skeleton,
  toast,
  useReturnFocus,
  VirtualList,
} from "../../components";
import { plural } from "../../lib/format";

const WORD: Record<CatchUpItem["kind"], string> = {
  new: "New",
  changed: "Changed",
  renamed: "Renamed",
  deleted: "Deleted",
};

export function CatchUpFiles({ report, onClose }: { report: CatchUpReport; onClose: () => void }) {
  useReturnFocus();
  const client = useQueryClient();
  const query = useQuery(catchUpReportQuery(report.id));
  const items = query.data?.items ?? [];
  const waiting = items.filter((item) => item.held > 0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [skipRest, setSkipRest] = useState(false);
  const picked = waiting.filter((item) => chosen.has(item.event_id));
  const rest = waiting.length - picked.length;
  const run = useMutation({
    mutationFn: async () => {
      const { count } = await answerCatchUp(
        report.id,
        "run",
        picked.map((item) => item.event_id),
      );
      if (skipRest && rest > 0) await answerCatchUp(report.id, "skip");
      return count;
    },
    onSuccess: (count) => {
      toast(
        `${plural(count, "run")} started.${skipRest && rest > 0 ? ` ${plural(rest, "file")} skipped.` : ""}`,
      );
      client.invalidateQueries();
      onClose();
    },
    onError: problemToast,
  });
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const box: Column<CatchUpItem> = {
    key: "chosen",
    header: "",
    width: "2rem",
    render: (item) =>
      item.held > 0 && (
        <Checkbox
          aria-label={`Run for ${item.subject}`}
          checked={chosen.has(item.event_id)}
          onChange={() => toggle(item.event_id)}
        />
      ),
  };
  const columns: Column<CatchUpItem>[] = [
    ...(waiting.length > 0 ? [box] : []),
    {
      key: "name",
      header: "File",
      width: "minmax(8rem, 1fr)",
      render: (item) => (
        <Link to="/files" search={{ path: item.path }} className="plain-link" onClick={onClose}>
          <FileName name={item.subject} title={item.path} />
        </Link>
      ),
    },
    { key: "kind", header: "What happened", width: "8rem", render: (item) => WORD[item.kind] },
  ];
  return (
    <Modal opened onClose={onClose} title={report.title} size="lg">
      {query.error && !query.data ? (
        <ErrorState error={query.error} retry={() => query.refetch()} />
      ) : !query.data ? (
        <Skeleton rows={6} />
      ) : (
        <div className="catch-up-files">
          {waiting.length > 0 && (
            <Checkbox
              label={`All ${plural(waiting.length, "file")} that ${waiting.length === 1 ? "waits" : "wait"}`}
              data-testid="catch-up-all"
              checked={picked.length === waiting.length}
              indeterminate={picked.length > 0 && rest > 0}
              onChange={(event) =>
                setChosen(new Set(event.currentTarget.checked ? waiting.map((item) => item.event_id) : []))
              }
            />
          )}
          <div className="catch-up-list">
            <VirtualList
              label="Files of the report"
              items={items}
              getKey={(item) => item.event_id}
              columns={columns}
              rowTestId="catch-up-file"
              onOpen={(item) => item.held > 0 && toggle(item.event_id)}
            />
          </div>
          {waiting.length > 0 && (
            <Group justify="space-between" mt={16}>
              <Checkbox
                label="Skip the others"
                data-testid="catch-up-skip-rest"
                checked={skipRest}
                onChange={(event) => setSkipRest(event.currentTarget.checked)}
              />
              <Group>
                <Button variant="default" onClick={onClose}>
                  Close
                </Button>
                <Button
                  data-testid="catch-up-run-chosen"
                  disabled={picked.length === 0}
                  loading={run.isPending}
                  onClick={() => run.mutate()}
                >
                  Run {picked.length > 0 ? picked.length : "chosen"}
                </Button>
              </Group>
            </Group>
          )}
        </div>
      )}
    </Modal>
  );
}
