import { type ReactNode, useEffect } from "react";
import "./Page.css";

type Props = {
  title: string;
  /** Shown instead of the plain title, e.g. a breadcrumb; `title` still names the window. */
  heading?: ReactNode;
  /** Beside the title: counts, draft state. */
  aside?: ReactNode;
  search?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Content scrolls as a whole and gets page padding; otherwise the page lays itself out. */
  padded?: boolean;
};

/** A page: one h1 in a 48 px header, then the content. */
export function Page({ title, heading, aside, search, actions, children, padded = false }: Props) {
  useEffect(() => {
    document.title = `${title} · Prama`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <h1 className="page-title" data-long={heading ? true : undefined}>
          {heading ?? title}
        </h1>
        {aside && <div className="page-aside">{aside}</div>}
        <div className="page-space" />
        {search && <search className="page-search">{search}</search>}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {padded ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
        <section className="page-body page-padded" aria-label={title} tabIndex={0}>
          {children}
        </section>
      ) : (
        <div className="page-body">{children}</div>
      )}
    </div>
  );
}
