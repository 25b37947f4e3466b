// Everything that can be done from here, for the palette: pages, actions, objects, and the shortcuts of this page.
import { useNavigate } from "@tanstack/react-router";
import { useSources, useStatus, useTriggers, useWorkflows } from "../api/queries";
import { listHotkeys } from "../components/hotkeys";
import { undoLast } from "../components/undo";
import { usePreferences } from "../lib/preferences";
import { NAV, SETTINGS } from "./nav";
import type { Command } from "./palette";
import { usePause } from "./StatusBar";

export function useCommands(): Command[] {
  const navigate = useNavigate();
  const status = useStatus().data;
  const pause = usePause();
  const triggers = useTriggers().data?.items ?? [];
  const workflows = useWorkflows().data?.items ?? [];
  const sources = useSources().data ?? [];
  const paused = status?.state === "paused";
  const collapsed = usePreferences((state) => state.railCollapsed);

  const pages = [...NAV, SETTINGS].map(
    (item): Command => ({
      id: `page-${item.to}`,
      kind: "page",
      label: item.label,
      hint: "Page",
      keys: item.keys,
      run: () => navigate({ to: item.to }),
    }),
  );
  const action = (id: string, label: string, run: () => void, keys?: string): Command => ({
    id: `action-${id}`,
    kind: "action",
    label,
    keys,
    run,
  });
  const actions = [
    action("new-trigger", "New trigger", () => navigate({ to: "/triggers/new" })),
    action("new-workflow", "New workflow", () => navigate({ to: "/workflows/new" })),
    action(
      "pause",
      paused ? "Resume everything" : "Pause everything",
      () => pause.mutate(paused ? "resume" : "pause"),
      "mod+shift+.",
    ),
    action("undo", "Undo the last action", () => undoLast(), "mod+z"),
    action("rail", collapsed ? "Expand menu" : "Collapse menu", () =>
      usePreferences.setState({ railCollapsed: !collapsed }),
    ),
    action("light", "Light theme", () => usePreferences.setState({ theme: "light" })),
    action("dark", "Dark theme", () => usePreferences.setState({ theme: "dark" })),
    action("system", "Theme of the system", () => usePreferences.setState({ theme: "system" })),
  ];
  const objects: Command[] = [
    ...triggers.map(
      (item): Command => ({
        id: `trigger-${item.id}`,
        kind: "object",
        label: item.name,
        hint: "Trigger",
        run: () => navigate({ to: "/triggers/$id", params: { id: item.id } }),
      }),
    ),
    ...workflows.map(
      (item): Command => ({
        id: `workflow-${item.id}`,
        kind: "object",
        label: item.name,
        hint: "Workflow",
        run: () => navigate({ to: "/workflows/$id", params: { id: item.id } }),
      }),
    ),
    ...sources.map(
      (item): Command => ({
        id: `source-${item.id}`,
        kind: "object",
        label: item.name || item.id,
        hint: "Source",
        run: () => navigate({ to: "/sources/$id", params: { id: item.id } }),
      }),
    ),
  ];
  const hotkeys = listHotkeys();
  const here = hotkeys
    .filter((item) => item.group === "This page")
    .map(
      (item): Command => ({
        id: `here-${item.keys}`,
        kind: "action",
        label: item.label,
        hint: "This page",
        keys: item.keys,
        run: () => item.run(new KeyboardEvent("keydown")),
      }),
    );
  const help = hotkeys.map(
    (item): Command => ({
      id: `help-${item.keys}`,
      kind: "help",
      label: item.label,
      hint: item.group,
      keys: item.keys,
      run: () => item.run(new KeyboardEvent("keydown")),
    }),
  );
  return [...here, ...pages, ...actions, ...objects, ...help];
}
