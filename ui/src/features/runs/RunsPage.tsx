import { Page } from "../../components";

export function RunsPage() {
  return (
    <Page title="Runs" padded>
      {null}
    </Page>
  );
}
