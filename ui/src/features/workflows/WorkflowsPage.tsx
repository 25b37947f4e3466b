import { Page } from "../../components";

export function WorkflowsPage() {
  return (
    <Page title="Workflows" padded>
      {null}
    </Page>
  );
}
