// The stand-in's answers about sources: the catalogue, trust, instances and configuration, and folders to pick from.
import type { Source } from "../api/types";
import { HOME } from "./fake-data";
import type { Around, Route } from "./fake-routes";

export function sourceRoutes({ state, changed, notFound }: Around): Route[] {
  const sourceAction = (id: string, next: Source["state"]) => {
    const source = state.sources.find((item) => item.id === id);
    if (!source) return notFound("source", id);
    source.state = next;
    source.state_since = new Date().toISOString();
    changed("source", id);
    return { ...source };
  };

  return [
    ["GET", /^\/api\/event-sources\/?$/, () => ({ items: state.sources })],
    ["POST", /^\/api\/event-sources\/rescan$/, () => ({ items: state.sources })],
    [
      "GET",
      /^\/api\/event-sources\/([^/]+)$/,
      ([id = ""]) => state.sources.find((item) => item.id === id) ?? notFound("source", id),
    ],
    [
      "GET",
      /^\/api\/event-sources\/([^/]+)\/log$/,
      (_match, query) => {
        const after = Number(query.get("after") ?? 0);
        const limit = Number(query.get("limit") ?? 500);
        const lines = Array.from({ length: 30 }, (_, index) => ({
          n: index + 1,
          at: new Date(Date.now() - (30 - index) * 4000).toISOString(),
          level: index === 20 ? "warn" : "info",
          text: index === 20 ? "folder missing: ~/Inbox" : `scanned ~/Scans, ${130 + (index % 7)} files`,
        })).filter((line) => line.n > after);
        return { lines: after === 0 ? lines.slice(-limit) : lines.slice(0, limit), last: 30 };
      },
    ],
    [
      "GET",
      /^\/api\/event-sources\/([^/]+)\/event-types\/([^/]+)\/fields$/,
      ([id, type]) => ({
        fields:
          state.sources.find((item) => item.id === id)?.eventTypes.find((item) => item.type === type)
            ?.fields ?? [],
      }),
    ],
    [
      "POST",
      /^\/api\/event-sources\/([^/]+)\/(start|stop|restart)$/,
      ([id = "", action]) => sourceAction(id, action === "stop" ? "off" : "running"),
    ],
    [
      "POST",
      /^\/api\/event-sources\/([^/]+)\/(trust|block)$/,
      ([id = "", answer], _query, body) => {
        const source = state.sources.find((item) => item.id === id);
        if (!source?.trust) return notFound("source", id);
        const yes = answer === "trust";
        const follows_edits = yes && (body as { follow_edits?: boolean }).follow_edits === true;
        source.trust = { ...source.trust, state: yes ? "trusted" : "blocked", follows_edits };
        return sourceAction(id, yes ? "running" : "untrusted");
      },
    ],
    [
      "POST",
      /^\/api\/event-sources\/([^/]+)\/instances$/,
      ([id = ""], _query, body) => {
        const base = state.sources.find((item) => item.id === id);
        if (!base) return notFound("source", id);
        const made = { ...base, ...(body as Pick<Source, "id" | "name" | "config">), instance_of: id };
        state.sources.push(made);
        changed("source", made.id);
        return made;
      },
    ],
    [
      "DELETE",
      /^\/api\/event-sources\/([^/]+)$/,
      ([id = ""]) => {
        state.sources = state.sources.filter((item) => item.id !== id || !item.instance_of);
        changed("source", id);
        return null;
      },
    ],
    [
      "PUT",
      /^\/api\/event-sources\/([^/]+)\/accept-unfit$/,
      ([id], _query, body) => {
        const source = state.sources.find((item) => item.id === id);
        if (!source) return notFound("source", id ?? "");
        source.accept_unfit = (body as { accept: boolean }).accept;
        changed("source", source.id);
        return { ...source };
      },
    ],
    [
      "PUT",
      /^\/api\/event-sources\/([^/]+)\/config$/,
      ([id], _query, body) => {
        const source = state.sources.find((item) => item.id === id);
        if (!source) return notFound("source", id ?? "");
        source.config = body as Record<string, unknown>;
        source.config_etag = `"${Number(source.config_etag.slice(1, -1)) + 1}"`;
        const folders = (source.config.folders ?? []) as { path: string }[];
        source.folders = folders.map(
          (folder) =>
            source.folders.find((item) => item.path === folder.path) ?? {
              path: folder.path,
              state: "watching" as const,
              backend: "notifications" as const,
              files: 37,
              pending: [],
            },
        );
        changed("source", source.id);
        return { ...source };
      },
    ],
    [
      "GET",
      /^\/api\/folders$/,
      (_match, query) => {
        const path = query.get("path") || HOME;
        const known = [HOME, `${HOME}/Scans`, `${HOME}/Documents`, `${HOME}/Contracts`];
        return {
          path,
          parent: path === "/" ? null : path.slice(0, path.lastIndexOf("/")) || "/",
          home: HOME,
          exists: known.includes(path),
          readable: true,
          pdf_count: path.endsWith("Scans") ? 37 : 0,
          entries:
            path === HOME
              ? known.slice(1).map((item) => ({ name: item.slice(HOME.length + 1), path: item }))
              : [],
        };
      },
    ],
  ];
}
