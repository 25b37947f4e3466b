import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Home } from "../../api/types";
import { plural } from "../../lib/format";
import { layoutBars } from "./bars";

const WIDTH = 960;
const HEIGHT = 56;
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** 48 half hours; the same numbers as a table for whoever can't use the picture. */
export function TodayChart({ bars }: { bars: Home["bars"] }) {
  const navigate = useNavigate();
  const [table, setTable] = useState(false);
  const { bars: laid, top } = layoutBars(bars, WIDTH, HEIGHT);
  const busy = laid.filter((bar) => bar.succeeded + bar.failed > 0);
  return (
    <figure className="today-chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Runs in the last 24 hours in half hours, at most ${top} in one`}
      >
        <defs>
          <pattern
            id="failed-hatch"
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="4" height="4" fill="var(--fail-graphic)" />
            <rect width="1.2" height="4" fill="var(--surface)" />
          </pattern>
        </defs>
        <line x1="0" x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} stroke="var(--border)" />
        {laid.map((bar) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table below holds the keyboard's way
          <g
            key={bar.start}
            className="today-bar"
            onClick={() => navigate({ to: "/runs", search: bar.failed > 0 ? { status: "failed" } : {} })}
          >
            <title>{`${hour.format(new Date(bar.start))}: ${plural(bar.succeeded, "run")} succeeded, ${bar.failed} failed`}</title>
            <rect x={bar.x} y={0} width={bar.width} height={HEIGHT} fill="transparent" />
            <rect
              x={bar.x}
              y={HEIGHT - bar.okHeight}
              width={bar.width}
              height={bar.okHeight}
              fill="var(--ok-text)"
            />
            <rect
              x={bar.x}
              y={HEIGHT - bar.okHeight - bar.failHeight}
              width={bar.width}
              height={bar.failHeight}
              fill="url(#failed-hatch)"
            />
          </g>
        ))}
      </svg>
      <div className="today-axis" aria-hidden="true">
        {laid
          .filter((_, index) => index % 12 === 0)
          .map((bar) => (
            <span key={bar.start}>{hour.format(new Date(bar.start))}</span>
          ))}
        <span>now</span>
      </div>
      <button type="button" className="quiet-button" aria-expanded={table} onClick={() => setTable(!table)}>
        {table ? "Hide table" : "Show as table"}
      </button>
      {table && (
        <table className="today-table">
          <caption className="sr-only">Runs in the last 24 hours</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Succeeded</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {busy.map((bar) => (
              <tr key={bar.start}>
                <th scope="row">{hour.format(new Date(bar.start))}</th>
                <td>{bar.succeeded}</td>
                <td>{bar.failed}</td>
              </tr>
            ))}
            {busy.length === 0 && (
              <tr>
                <td colSpan={3}>No runs in the last 24 hours.</td>
              </tr>
            )}
          </tbody>
        </table>
      )}
    </figure>
  );
}
