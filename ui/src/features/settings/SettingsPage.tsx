import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Page } from "../../components";
import { About } from "./About";
import { General } from "./General";
import { Keyboard } from "./Keyboard";
import { LocalApi } from "./LocalApi";
import "./settings.css";

const SECTIONS: { id: string; label: string; view: ComponentType }[] = [
  { id: "general", label: "General", view: General },
  { id: "keyboard", label: "Keyboard", view: Keyboard },
  { id: "api", label: "Local API", view: LocalApi },
  { id: "about", label: "About", view: About },
];

export function SettingsPage() {
  const { section } = useParams({ strict: false });
  const navigate = useNavigate();
  const current = SECTIONS.find((item) => item.id === section) ?? SECTIONS[0];
  if (!current) return null;
  const View = current.view;
  const move = (by: number) => {
    const next = SECTIONS[SECTIONS.indexOf(current) + by];
    if (next) navigate({ to: "/settings/$section", params: { section: next.id } });
  };
  return (
    <Page title="Settings">
      <div className="settings">
        <nav aria-label="Settings sections" className="settings-nav">
          <ul>
            {SECTIONS.map((item) => (
              <li key={item.id}>
                <Link
                  to="/settings/$section"
                  params={{ section: item.id }}
                  className="settings-link inset-focus"
                  aria-current={item === current ? "page" : undefined}
                  onKeyDown={(event) => {
                    if (event.key === "ArrowDown") move(1);
                    if (event.key === "ArrowUp") move(-1);
                  }}
                >
                  {item.label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <section className="settings-body" aria-label={current.label}>
          <h2>{current.label}</h2>
          <View />
        </section>
      </div>
    </Page>
  );
}
