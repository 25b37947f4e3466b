import { Page } from "../../components";

export function TriggerEditorPage() {
  return (
    <Page title="Trigger" padded>
      {null}
    </Page>
  );
}
