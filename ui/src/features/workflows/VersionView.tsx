// One earlier version, read only, with what has changed since; restoring puts it into a draft.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client";
import type { StepType, Workflow } from "../../api/types";
import { ErrorState, JsonTree, Page, RelativeTime, Skeleton, toast } from "../../components";
import { saveDraft } from "../../lib/draft";
import { stepTitle } from "./mapping";
import { summarise } from "./steps";
import { baseOf, draftKey } from "./useWorkflowEditor";
import type { Revision } from "./VersionMenu";

export function VersionView({
  workflow,
  version,
  types,
}: {
  workflow: Workflow;
  version: string;
  types: Map<string, StepType>;
}) {
  const navigate = useNavigate();
  const revision = useQuery({
    queryKey: ["workflow", workflow.id, "revisions", version],
    queryFn: () =>
      api.get<Revision>(
        `/api/workflows/${encodeURIComponent(workflow.id)}/revisions/${encodeURIComponent(version)}`,
      ),
  });
  const back = () => navigate({ to: "/workflows/$id", params: { id: workflow.id } });
  const data = revision.data;
  const restore = () => {
    if (!data) return;
    saveDraft(draftKey(workflow.id), {
      name: data.name,
      description: data.description ?? "",
      steps: data.steps,
      base: baseOf(workflow),
    });
    toast(`Version ${version} is now your draft. Save makes it the newest version.`);
    back();
  };
  return (
    <Page
      title={`${workflow.name} v${version}`}
      heading={
        <>
          Workflows / {workflow.name} / v{version}
        </>
      }
      aside={<span>Read only · v{workflow.revision} is live</span>}
      actions={
        <>
          <Button variant="default" onClick={back}>
            Back to the newest
          </Button>
          <Button onClick={restore} disabled={!data}>
            Restore as draft
          </Button>
        </>
      }
      padded
    >
      {revision.isPending ? <Skeleton rows={6} label="Loading the version" /> : null}
      {revision.isError ? <ErrorState error={revision.error} retry={() => revision.refetch()} /> : null}
      {data ? (
        <>
          <p className="muted vv-since">
            Saved <RelativeTime at={data.updated_at ?? data.created_at} fallback="earlier" />. Since then:{" "}
            {summarise(data.steps, workflow.steps).join("; ") || "nothing changed in the steps"}.
          </p>
          <ol className="vv">
            {data.steps.map((step, i) => (
              <li key={step.id}>
                <h2>
                  {i + 1} {stepTitle(step, types.get(step.type))} <code className="faint">{step.type}</code>
                </h2>
                <JsonTree value={step.with} label={`Inputs of step ${i + 1}`} />
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </Page>
  );
}
