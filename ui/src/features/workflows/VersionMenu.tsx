// Earlier versions of a workflow: what changed, and a way back that makes a new draft.
import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { api } from "../../api/client";
import type { Step, Workflow } from "../../api/types";
import { RelativeTime } from "../../components";
import { summarise } from "./steps";

export interface Revision {
  revision: number;
  name: string;
  description?: string;
  steps: Step[];
  created_at?: string;
  updated_at?: string;
}

export const revisionsQuery = (id: string) => ({
  queryKey: ["workflow", id, "revisions"],
  queryFn: async () =>
    (await api.get<{ items: Revision[] }>(`/api/workflows/${encodeURIComponent(id)}/revisions`)).items,
});

export function VersionMenu({ workflow }: { workflow: Workflow }) {
  const navigate = useNavigate();
  const revisions = useQuery(revisionsQuery(workflow.id));
  const list = [...(revisions.data ?? [])].sort((a, b) => b.revision - a.revision);
  return (
    <Menu position="bottom-end" width={340}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
          Versions
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="vm">
        {list.map((revision, i) => {
          const before = list[i + 1];
          const summary = before?.steps && revision.steps ? summarise(before.steps, revision.steps) : [];
          return (
            <Menu.Item
              key={revision.revision}
              onClick={() =>
                navigate({
                  to: "/workflows/$id/versions/$version",
                  params: { id: workflow.id, version: String(revision.revision) },
                })
              }
            >
              <span className="vm-line">
                <span className="num">v{revision.revision}</span>
                {revision.revision === workflow.revision ? <span className="vm-live">live</span> : null}
                <span className="faint">
                  <RelativeTime at={revision.updated_at ?? revision.created_at} fallback="" />
                </span>
              </span>
              <span className="vm-summary">
                {before
                  ? summary.length
                    ? summary.slice(0, 3).join("; ")
                    : "no change in steps"
                  : "first version"}
              </span>
            </Menu.Item>
          );
        })}
        {list.length === 0 ? (
          <Menu.Label>{revisions.isPending ? "Loading" : "No earlier versions."}</Menu.Label>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
