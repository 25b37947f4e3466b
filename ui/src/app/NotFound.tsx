import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { EmptyState, Page } from "../components";

export function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState
        sentence="There is nothing at this address. It may have been renamed, or removed by retention."
        action={
          <Button component={Link} to="/home">
            Go to Home
          </Button>
        }
      />
    </Page>
  );
}
