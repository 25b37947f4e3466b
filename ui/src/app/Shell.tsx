// The frame around every page: rail, content, status bar; mounts what exists once (live changes, dialogs, keys).
import { Button } from "@mantine/core";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useLive, useStatus } from "../api/queries";
import { ErrorBoundary, FolderDialog } from "../components";
import { usePreferences } from "../lib/preferences";
import { CheatSheet } from "./CheatSheet";
import { DropZone } from "./DropZone";
import { GlobalKeys } from "./GlobalKeys";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import { StatusBar, usePause } from "./StatusBar";
import "./Shell.css";

function PausedBar() {
  const { data } = useStatus();
  const pause = usePause();
  if (data?.state !== "paused") return null;
  return (
    <div className="paused-bar" role="status">
      <span>Everything is paused. Events are kept and wait for you.</span>
      <Button variant="default" onClick={() => pause.mutate("resume")}>
        Resume
      </Button>
    </div>
  );
}

export function Shell() {
  useLive();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const collapsed = usePreferences((state) => state.railCollapsed);
  return (
    <div className="shell" data-collapsed={collapsed}>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <Rail />
      <main className="content" id="content" tabIndex={-1}>
        <PausedBar />
        <ErrorBoundary resetKey={path}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <StatusBar />
      <FolderDialog />
      <DropZone />
      <CheatSheet />
      <Palette />
      <GlobalKeys />
    </div>
  );
}
