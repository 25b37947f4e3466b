// What a view shows when it has no rows: empty, loading, failed.
import { Button } from "@mantine/core";
import { OctagonX } from "lucide-react";
import { Component, type ReactNode, useEffect, useState } from "react";
import { problemOf } from "../api/client";
import type { Problem } from "../api/types";
import { CopyButton } from "./CopyButton";
import { Prose } from "./Prose";
import "./States.css";

/** One sentence, one primary action, one quieter option. */
export function EmptyState({
  sentence,
  action,
  quieter,
}: {
  sentence: ReactNode;
  action?: ReactNode;
  quieter?: ReactNode;
}) {
  return (
    <div className="empty" data-testid="empty-state">
      <p>{sentence}</p>
      {(action || quieter) && (
        <div className="empty-actions">
          {action}
          {quieter}
        </div>
      )}
    </div>
  );
}

/** What failed, why, what to do, and the code. Takes a Problem or anything thrown. */
export function ErrorState({
  problem,
  error,
  retry,
}: {
  problem?: Problem;
  error?: unknown;
  retry?: () => void;
}) {
  const shown = problem ?? problemOf(error);
  return (
    <div className="error-state" role="alert" data-testid="error-state">
      <OctagonX size={16} aria-hidden="true" />
      <div className="error-text">
        <p className="error-title">
          <Prose text={shown.title} />
        </p>
        {shown.detail !== shown.title && (
          <p>
            <Prose text={shown.detail} />
          </p>
        )}
        {shown.fix && (
          <p className="muted">
            <Prose text={shown.fix} />
          </p>
        )}
        {shown.errors?.map((field) => (
          <p key={field.pointer + field.message}>
            <code>{field.pointer}</code> <Prose text={field.message} />
          </p>
        ))}
        <p className="faint">
          <code>{shown.code}</code>
          {shown.place && (
            <>
              {" "}
              at <code>{shown.place}</code>
            </>
          )}
        </p>
        <div className="error-actions">
          {retry && (
            <Button variant="default" onClick={retry}>
              Try again
            </Button>
          )}
          <CopyButton text={JSON.stringify(shown, null, 2)}>Copy details</CopyButton>
        </div>
      </div>
    </div>
  );
}

/** Placeholder rows at the real row height; nothing at all for the first 150 ms. */
export function Skeleton({ rows = 6, label = "Loading" }: { rows?: number; label?: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton-row" aria-hidden="true">
          <span style={{ width: `${30 + ((index * 17) % 45)}%` }} />
        </div>
      ))}
    </div>
  );
}

/** Keeps rail and status bar alive when a page breaks. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey?: string }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidUpdate(before: { resetKey?: string }) {
    if (this.state.error && before.resetKey !== this.props.resetKey) this.setState({ error: null });
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <ErrorState error={this.state.error} retry={() => this.setState({ error: null })} />;
  }
}
