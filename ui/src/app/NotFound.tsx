import { EmptyState, LinkButton, Page } from "../components";

export function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState
        sentence="There is nothing at this address. It may have been renamed, or removed by retention."
        action={<LinkButton to="/home">Go to Home</LinkButton>}
      />
    </Page>
  );
}
