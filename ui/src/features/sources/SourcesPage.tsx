import { Page } from "../../components";

export function SourcesPage() {
  return (
    <Page title="Sources" padded>
      {null}
    </Page>
  );
}
