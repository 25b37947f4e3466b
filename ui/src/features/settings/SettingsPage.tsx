import { Page } from "../../components";

export function SettingsPage() {
  return (
    <Page title="Settings" padded>
      {null}
    </Page>
  );
}
