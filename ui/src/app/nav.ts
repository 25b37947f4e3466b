// The main pages, in the order of cause and effect; rail, shortcuts and palette read this one list.
import { Activity, Home, type LucideIcon, Play, Plug, Settings, Workflow, Zap } from "lucide-react";

export type NavItem = {
  to: "/home" | "/sources" | "/events" | "/triggers" | "/workflows" | "/runs" | "/settings";
  label: string;
  icon: LucideIcon;
  keys: string;
};

export const NAV: NavItem[] = [
  { to: "/home", label: "Home", icon: Home, keys: "g h" },
  { to: "/sources", label: "Sources", icon: Plug, keys: "g s" },
  { to: "/events", label: "Events", icon: Activity, keys: "g e" },
  { to: "/triggers", label: "Triggers", icon: Zap, keys: "g t" },
  { to: "/workflows", label: "Workflows", icon: Workflow, keys: "g w" },
  { to: "/runs", label: "Runs", icon: Play, keys: "g r" },
];
export const SETTINGS: NavItem = { to: "/settings", label: "Settings", icon: Settings, keys: "mod+," };
