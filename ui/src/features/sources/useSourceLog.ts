import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { getSourceLog } from "../../api/queries";
import type { SourceLogLine } from "../../api/types";
import { joinLines, KEPT } from "./sourceLog";

/** All that is kept of a source's log; each look asks only for the lines after the last one it has. */
export function useSourceLog(source: string) {
  const held = useRef<SourceLogLine[]>([]);
  return useQuery({
    queryKey: ["source", source, "log"],
    queryFn: async () => {
      const known = held.current.at(-1)?.n ?? 0;
      const page = await getSourceLog(source, known, KEPT);
      const whole = page.last < known ? await getSourceLog(source, 0, KEPT) : page;
      held.current = joinLines(held.current, whole.lines, whole.last);
      return held.current;
    },
    structuralSharing: false,
    gcTime: 0,
    staleTime: 0,
  });
}
