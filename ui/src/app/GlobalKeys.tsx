// Shortcuts that work on every page.
import { useNavigate } from "@tanstack/react-router";
import { useHotkey } from "../components/hotkeys";
import { undoLast } from "../components/undo";
import { NAV, type NavItem, SETTINGS } from "./nav";

function GoTo({ item }: { item: NavItem }) {
  const navigate = useNavigate();
  useHotkey(item.keys, () => navigate({ to: item.to }), {
    label: item.label,
    group: "Go to",
    inFields: item === SETTINGS,
  });
  return null;
}

/** Regions F6 walks through, in order. */
const REGIONS = "nav[aria-label='Main'] a, main, .mantine-Notifications-root button, footer button";

function nextRegion(back: boolean) {
  const seen = new Set<Element>();
  const stops: HTMLElement[] = [];
  for (const element of document.querySelectorAll<HTMLElement>(REGIONS)) {
    const region = element.closest("nav, footer, .mantine-Notifications-root") ?? element;
    if (seen.has(region)) continue;
    seen.add(region);
    stops.push(element);
  }
  const current = stops.findIndex((stop) =>
    (stop.closest("nav, footer, .mantine-Notifications-root") ?? stop).contains(document.activeElement),
  );
  stops[(current + (back ? -1 : 1) + stops.length) % stops.length]?.focus();
}

export function GlobalKeys() {
  useHotkey("/", () => document.querySelector<HTMLElement>("search input")?.focus(), {
    label: "Filter this page",
    group: "Everywhere",
  });
  useHotkey("mod+z", () => undoLast(), { label: "Undo the last action", group: "Everywhere" });
  useHotkey("f6", () => nextRegion(false), { label: "Next region", group: "Everywhere", inFields: true });
  useHotkey("shift+f6", () => nextRegion(true), {
    label: "Previous region",
    group: "Everywhere",
    inFields: true,
  });
  return [...NAV, SETTINGS].map((item) => <GoTo key={item.to} item={item} />);
}
