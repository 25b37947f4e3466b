import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "../api/client";
import { enableSingleKeys } from "../components/hotkeys";
import { applyPreferences, usePreferences } from "../lib/preferences";
import { router } from "./router";
import { cssVariablesResolver, theme } from "./theme";

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < 2 &&
        (!(error instanceof ApiError) || error.problem.status === 0 || error.problem.status >= 500),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

// The choice itself is kept with the other preferences; Mantine only carries it out.
const schemeManager = localStorageColorSchemeManager({ key: "prama-color-scheme" });

export function App() {
  const preferences = usePreferences();
  useEffect(() => {
    applyPreferences(preferences);
    enableSingleKeys(preferences.singleKeys);
  }, [preferences]);
  const { theme: choice } = preferences;
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={schemeManager}
      defaultColorScheme={choice === "system" ? "auto" : choice}
      forceColorScheme={choice === "system" ? undefined : choice}
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
