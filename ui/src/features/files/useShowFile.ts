// A chosen or dropped file, as the file whose story is shown. A browser tells the name only: then it is looked for among those seen.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { filesQuery } from "../../api/files";
import { problemToast } from "../../components";
import { useDropTarget } from "../../components/uploads";
import type { Sendable } from "../../host";

export function useShowFile(open: (path: string) => void): (item: Sendable) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const show = useCallback(
    async ({ name, path }: Sendable) => {
      if (path) return open(path);
      const found = await client.fetchQuery(filesQuery(name)).catch(problemToast);
      if (!found) return;
      const [same, ...more] = found.filter((file) => file.name === name);
      navigate({ to: "/files", search: { q: name, path: more.length === 0 ? same?.path : undefined } });
    },
    [client, navigate, open],
  );
  useEffect(() => {
    const target = {
      // While it hangs over the page, a browser does not even tell its name. Of several the first counts.
      says: ([item]: Sendable[]) =>
        item?.folder ? null : `Show what happened to ${item?.name ?? "this file"}`,
      take: ([item]: Sendable[]) => {
        if (item) void show(item);
      },
    };
    useDropTarget.setState({ target });
    return () => useDropTarget.setState({ target: null, over: false });
  }, [show]);
  return show;
}
