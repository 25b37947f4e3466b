import { ErrorState, Page } from "../components";

/** A page that broke: rail and status bar stay alive around it. */
export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Page title="This page stopped working" padded>
      <ErrorState error={error} retry={reset} />
    </Page>
  );
}
