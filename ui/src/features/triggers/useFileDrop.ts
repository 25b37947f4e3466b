// A file dropped on the editor is tested with, instead of being sent.
import { useEffect, useRef } from "react";
import { type DropTarget, useDropTarget } from "../../components/uploads";

/** Only where files come with a path: in the desktop window. */
export function useFileDrop(on: boolean, take: (path: string) => void) {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (!on) return;
    const target: DropTarget = {
      says: ([item]) => (item?.path && !item.folder ? `What would happen to ${item.name}?` : null),
      take: ([item]) => item?.path && latest.current(item.path),
    };
    useDropTarget.setState({ target });
    return () => useDropTarget.setState({ target: null, over: false });
  }, [on]);
}
