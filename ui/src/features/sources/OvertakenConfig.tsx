// The configuration was changed elsewhere while this one was written: what they changed, and the choice.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Problem, Source } from "../../api/types";
import { Overtaken, type Schema, Sides } from "../../components";
import { type Change, changesOf } from "../../components/config-form";
import { ConfigChanges } from "./ConfigChanges";

interface Props {
  problem: Problem;
  schema: Schema;
  source: Source;
  /** The source as it was when the draft began. */
  began: Source;
  /** What the draft changes now. */
  mine: Change[];
  busy: boolean;
  onMine: (etag: string | undefined) => void;
  onTheirs: () => void;
}

export function OvertakenConfig({ problem, schema, source, began, mine, busy, onMine, onTheirs }: Props) {
  const client = useQueryClient();
  const { current } = problem;
  useEffect(() => {
    if (source.config_etag !== current?.etag) client.invalidateQueries({ queryKey: ["source", source.id] });
  }, [client, source.id, source.config_etag, current?.etag]);
  const theirs = changesOf(schema, began.config, source.config);
  return (
    <Overtaken
      key={current?.etag}
      what={`The configuration of ${source.name}`}
      at={current?.changed_at}
      meaning="Nothing of yours is applied yet. Undo brings back what you apply over."
      look={() => (
        <Sides
          theirs={
            theirs.length > 0 ? (
              <ConfigChanges changes={theirs} label="What they changed" times={["Before", "Now"]} />
            ) : (
              <p>Nothing that can be shown: a secret was replaced.</p>
            )
          }
          mine={<ConfigChanges changes={mine} label="What applying changes" />}
        />
      )}
      save="Apply mine anyway"
      busy={busy}
      onMine={() => onMine(current?.etag)}
      onTheirs={onTheirs}
    />
  );
}
