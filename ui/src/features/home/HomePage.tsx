import { Page } from "../../components";

export function HomePage() {
  return (
    <Page title="Home" padded>
      {null}
    </Page>
  );
}
