import { Page } from "../../components";

export function TriggersPage() {
  return (
    <Page title="Triggers" padded>
      {null}
    </Page>
  );
}
