// All routes. Pages are lazy; filters, tabs and selection are typed search params of plain strings.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import {
  type EventsSearch,
  type FilesSearch,
  keep,
  parseSearch,
  type RunSearch,
  type RunsSearch,
  type SourceNewSearch,
  type SourcesSearch,
  stringifySearch,
  type TriggerNewSearch,
  type TriggersSearch,
  type TriggerWhySearch,
  type WorkflowSearch,
  type WorkflowsSearch,
} from "../lib/search";
import { NotFound } from "./NotFound";
import { PageError } from "./PageError";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/home", replace: true });
  },
});
const home = createRoute({
  getParentRoute: () => root,
  path: "/home",
  component: lazyRouteComponent(() => import("../features/home"), "HomePage"),
});

const sources = createRoute({
  getParentRoute: () => root,
  path: "/sources",
  validateSearch: keep<SourcesSearch>("q", "tab", "state", "tag"),
  component: lazyRouteComponent(() => import("../features/sources"), "SourcesPage"),
});
// List and detail are one page: the child only names the selection.
const source = createRoute({ getParentRoute: () => sources, path: "$id" });

const sourceNew = createRoute({
  getParentRoute: () => root,
  path: "/sources/new",
  validateSearch: keep<SourceNewSearch>("lang"),
  component: lazyRouteComponent(() => import("../features/sources"), "NewSourcePage"),
});

const events = createRoute({
  getParentRoute: () => root,
  path: "/events",
  validateSearch: keep<EventsSearch>("q", "source", "type", "outcome", "from", "to", "trigger", "tab"),
  component: lazyRouteComponent(() => import("../features/events"), "EventsPage"),
});
const event = createRoute({ getParentRoute: () => events, path: "$id" });

const files = createRoute({
  getParentRoute: () => root,
  path: "/files",
  validateSearch: keep<FilesSearch>("path", "q"),
  component: lazyRouteComponent(() => import("../features/files"), "FilesPage"),
});

const triggers = createRoute({
  getParentRoute: () => root,
  path: "/triggers",
  validateSearch: keep<TriggersSearch>("q", "source", "type", "workflow", "state", "group", "sort", "saved"),
  component: lazyRouteComponent(() => import("../features/triggers"), "TriggersPage"),
});
const triggerNew = createRoute({
  getParentRoute: () => root,
  path: "/triggers/new",
  validateSearch: keep<TriggerNewSearch>("source", "type", "workflow", "fromEvent", "folder"),
  component: lazyRouteComponent(() => import("../features/triggers"), "TriggerEditorPage"),
});
const trigger = createRoute({
  getParentRoute: () => root,
  path: "/triggers/$id",
  validateSearch: keep<TriggerNewSearch>("fromEvent", "exclude", "tab"),
  component: lazyRouteComponent(() => import("../features/triggers"), "TriggerEditorPage"),
});
const triggerEdit = createRoute({
  getParentRoute: () => root,
  path: "/triggers/$id/edit",
  validateSearch: keep<TriggerNewSearch>("fromEvent", "tab"),
  component: lazyRouteComponent(() => import("../features/triggers"), "TriggerEditorPage"),
});
const triggerWhy = createRoute({
  getParentRoute: () => root,
  path: "/triggers/$id/why",
  validateSearch: keep<TriggerWhySearch>("event"),
  component: lazyRouteComponent(() => import("../features/triggers"), "TriggerWhyPage"),
});

const workflows = createRoute({
  getParentRoute: () => root,
  path: "/workflows",
  validateSearch: keep<WorkflowsSearch>("q", "tab"),
  component: lazyRouteComponent(() => import("../features/workflows"), "WorkflowsPage"),
});
const workflowNew = createRoute({
  getParentRoute: () => root,
  path: "/workflows/new",
  validateSearch: keep<WorkflowSearch>("step", "view", "tab", "event", "from"),
  component: lazyRouteComponent(() => import("../features/workflows"), "WorkflowEditorPage"),
});
const workflow = createRoute({
  getParentRoute: () => root,
  path: "/workflows/$id",
  validateSearch: keep<WorkflowSearch>("step", "view", "tab", "event", "from"),
  component: lazyRouteComponent(() => import("../features/workflows"), "WorkflowEditorPage"),
});
const workflowVersion = createRoute({
  getParentRoute: () => root,
  path: "/workflows/$id/versions/$version",
  validateSearch: keep<WorkflowSearch>("step", "view", "tab"),
  component: lazyRouteComponent(() => import("../features/workflows"), "WorkflowEditorPage"),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: keep<RunsSearch>("q", "status", "workflow", "trigger", "event", "cause", "group"),
  component: lazyRouteComponent(() => import("../features/runs"), "RunsPage"),
});
const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$id",
  validateSearch: keep<RunSearch>("step", "tab", "find"),
  component: lazyRouteComponent(() => import("../features/runs"), "RunPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings"), "SettingsPage"),
});
const settingsSection = createRoute({ getParentRoute: () => settings, path: "$section" });

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    home,
    sources.addChildren([source]),
    sourceNew,
    events.addChildren([event]),
    files,
    triggers,
    triggerNew,
    trigger,
    triggerEdit,
    triggerWhy,
    workflows,
    workflowNew,
    workflow,
    workflowVersion,
    runs,
    run,
    settings.addChildren([settingsSection]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
