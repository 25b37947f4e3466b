import { Page } from "../../components";

export function WorkflowEditorPage() {
  return (
    <Page title="Workflow" padded>
      {null}
    </Page>
  );
}
