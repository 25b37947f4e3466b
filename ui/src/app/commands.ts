// Everything that can be done from here, for the palette: pages, actions, objects, and the shortcuts of this page.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useSources, useStatus, useTriggers, useWorkflows } from "../api/queries";
import { actionsFor, actOnSource, rescanSources, type SourceAction } from "../api/sources";
import type { Source } from "../api/types";
import { listHotkeys } from "../components/hotkeys";
import { problemToast, toast, undoLast } from "../components/undo";
import { chooseAndSend } from "../components/uploads";
import { usePreferences } from "../lib/preferences";
import { NAV, SETTINGS } from "./nav";
import type { Command } from "./palette";
import { usePause } from "./StatusBar";

const VERBS: Record<SourceAction, string> = { start: "Turn on", stop: "Stop", restart: "Restart" };

/** What has no program is turned off rather than stopped. */
const verbOf = (action: SourceAction, source: Source) =>
  action === "stop" && source.state === "builtin" ? "Turn off" : VERBS[action];

/** What can be done to each source from anywhere. Trusting is asked about on its page, never done from here. */
function useSourceCommands(sources: Source[]): Command[] {
  const client = useQueryClient();
  const navigate = useNavigate();
  const command = (source: Source, verb: string, run: () => void): Command => ({
    id: `source-${verb.toLowerCase().replaceAll(" ", "-")}-${source.id}`,
    kind: "action",
    label: `${verb} ${source.name || source.id}`,
    hint: "Source",
    run,
  });
  const open = (source: Source) => () => navigate({ to: "/sources/$id", params: { id: source.id } });
  return [
    ...sources.flatMap((source) => [
      ...actionsFor(source).map((action) =>
        command(source, verbOf(action, source), () =>
          actOnSource(client, source.id, action).catch(problemToast),
        ),
      ),
      ...(source.state === "untrusted" ? [command(source, "Review and trust", open(source))] : []),
    ]),
    {
      id: "action-rescan",
      kind: "action",
      label: "Rescan the folders for sources",
      run: () =>
        rescanSources(client)
          .then((items) => toast(`Looked again: ${items.length} sources.`))
          .catch(problemToast),
    },
  ];
}

export function useCommands(): Command[] {
  const navigate = useNavigate();
  const status = useStatus().data;
  const pause = usePause();
  const triggers = useTriggers().data?.items ?? [];
  const workflows = useWorkflows().data?.items ?? [];
  const sources = useSources().data ?? [];
  const sourceCommands = useSourceCommands(sources);
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
    action("write-source", "Write your own source", () => navigate({ to: "/sources/new" })),
    action("find-file", "Find a file: what happened to it?", () => navigate({ to: "/files" })),
    action("send-files", "Send files…", () => void chooseAndSend()),
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
  return [...here, ...pages, ...actions, ...objects, ...sourceCommands, ...help];
}
