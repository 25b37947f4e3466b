import { Page } from "../../components";

export function TriggerWhyPage() {
  return (
    <Page title="Why not?" padded>
      {null}
    </Page>
  );
}
