import { Page } from "../../components";

export function RunPage() {
  return (
    <Page title="Run" padded>
      {null}
    </Page>
  );
}
