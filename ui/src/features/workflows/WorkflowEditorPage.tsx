// Loads a workflow (or none, for a new one) and the step catalogue.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { ApiError } from "../../api/client";
import { useSteps, workflowQuery } from "../../api/queries";
import { EmptyState, ErrorState, Page, Skeleton } from "../../components";
import { VersionView } from "./VersionView";
import { WorkflowEditor } from "./WorkflowEditor";

export function WorkflowEditorPage() {
  const { id, version } = useParams({ strict: false });
  const navigate = useNavigate();
  const workflow = useQuery({ ...workflowQuery(id ?? ""), enabled: id !== undefined });
  const steps = useSteps();
  const types = useMemo(() => new Map((steps.data ?? []).map((t) => [t.type, t])), [steps.data]);

  if ((id !== undefined && workflow.isPending) || steps.isPending) {
    return (
      <Page title="Workflow">
        <Skeleton rows={8} label="Loading the workflow" />
      </Page>
    );
  }
  if (steps.isError || (id !== undefined && !workflow.data)) {
    const gone = workflow.error instanceof ApiError && workflow.error.problem.status === 404;
    return (
      <Page title="Workflow">
        {gone ? (
          <EmptyState
            sentence="This workflow is not here: it was deleted, or the address is wrong."
            action={<Button onClick={() => navigate({ to: "/workflows" })}>See all workflows</Button>}
          />
        ) : (
          <ErrorState
            error={steps.error ?? workflow.error}
            retry={() => {
              steps.refetch();
              workflow.refetch();
            }}
          />
        )}
      </Page>
    );
  }
  if (workflow.data && version)
    return <VersionView workflow={workflow.data} version={version} types={types} />;
  return <WorkflowEditor key={id ?? "new"} live={workflow.data ?? null} types={types} />;
}
