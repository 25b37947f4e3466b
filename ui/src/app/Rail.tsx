import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useHome, useSources } from "../api/queries";
import { formatNumber } from "../lib/format";
import { usePreferences } from "../lib/preferences";
import { NAV, type NavItem, SETTINGS } from "./nav";
import "./Rail.css";

/** A count beyond this is only "many"; what is read out has it in full. */
const MOST = 999;

/** Only things to act on get a badge. */
function useBadges(): Partial<Record<NavItem["to"], { count: number; text: string }>> {
  const sources = useSources().data ?? [];
  const broken = sources.filter((source) =>
    ["invalid", "crash_loop", "untrusted"].includes(source.state),
  ).length;
  const failed = (useHome().data?.attention ?? []).reduce(
    (sum, item) => sum + (item.kind === "failed" ? item.count : 0),
    0,
  );
  return {
    "/sources":
      broken > 0
        ? { count: broken, text: `${formatNumber(broken)} ${broken === 1 ? "needs" : "need"} attention` }
        : undefined,
    "/runs": failed > 0 ? { count: failed, text: `${formatNumber(failed)} failed` } : undefined,
  };
}

function Item({
  item,
  collapsed,
  badge,
}: {
  item: NavItem;
  collapsed: boolean;
  badge?: { count: number; text: string };
}) {
  const Icon = item.icon;
  return (
    <li>
      <Tooltip label={item.label} position="right" disabled={!collapsed}>
        <Link to={item.to} className="rail-link inset-focus" activeProps={{ "data-active": true }}>
          <Icon size={16} aria-hidden="true" />
          <span className="rail-label">{item.label}</span>
          {badge && (
            <span className="rail-badge">
              <span aria-hidden="true">{badge.count > MOST ? `${MOST}+` : badge.count}</span>
              <span className="sr-only">, {badge.text}</span>
            </span>
          )}
        </Link>
      </Tooltip>
    </li>
  );
}

export function Rail() {
  const collapsed = usePreferences((state) => state.railCollapsed);
  const badges = useBadges();
  const Toggle = collapsed ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className="rail" data-collapsed={collapsed} aria-label="Main">
      <div className="rail-brand" aria-hidden="true">
        <svg width="20" height="20" viewBox="0 0 32 32">
          <rect width="32" height="32" rx="7" fill="var(--accent)" />
          <path
            d="M11 24V9h6.5a4.75 4.75 0 0 1 0 9.5H11"
            fill="none"
            stroke="var(--on-accent)"
            strokeWidth="3.2"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <span className="rail-label">Prama</span>
      </div>
      <ul>
        {NAV.map((item) => (
          <Item key={item.to} item={item} collapsed={collapsed} badge={badges[item.to]} />
        ))}
      </ul>
      <div className="rail-space" />
      <ul>
        <Item item={SETTINGS} collapsed={collapsed} />
        <li>
          <button
            type="button"
            className="rail-link inset-focus"
            aria-expanded={!collapsed}
            onClick={() => usePreferences.setState({ railCollapsed: !collapsed })}
          >
            <Toggle size={16} aria-hidden="true" />
            <span className="rail-label">{collapsed ? "Expand menu" : "Collapse"}</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}
