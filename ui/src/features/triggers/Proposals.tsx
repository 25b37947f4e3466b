// A new trigger from an event: what sets the event apart from its neighbours, each to be taken or left.
import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../../api/client";
import type { Condition, Proposal, Proposed } from "../../api/types";
import { FileName } from "../../components";
import { formatNumber } from "../../lib/format";
import { addNode, type Group, type Node, nodeOf, removeNode } from "./conditions";

interface Props {
  event: { id: string; subject: string };
  root: Group;
  edit: (change: (root: Group) => Group) => void;
}

export function Proposals({ event, root, edit }: Props) {
  const { data } = useQuery({
    queryKey: ["propose", event.id],
    queryFn: () => api.post<Proposed>("/api/triggers/propose", { event_id: event.id }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  // What the engine would take is taken, unless there is something already.
  const taken = useRef(root.children.length > 0);
  useEffect(() => {
    if (taken.current || !data) return;
    taken.current = true;
    const wanted = data.proposals.filter((p) => p.in_draft);
    edit((r) => wanted.reduce((group, p) => addNode(group, "", nodeOf(p.condition)), r));
  }, [data, edit]);
  if (!data || data.proposals.length === 0) return null;
  return (
    <fieldset className="pr" data-testid="proposals">
      <legend className="pr-legend">
        What sets <FileName name={event.subject} /> apart
      </legend>
      <ul>
        {data.proposals.map((proposal) => (
          <Offer key={proposal.text} proposal={proposal} root={root} edit={edit} />
        ))}
      </ul>
    </fieldset>
  );
}

function Offer({ proposal, root, edit }: { proposal: Proposal; root: Group; edit: Props["edit"] }) {
  const [matches = 0, of = 0] = proposal.matches_of_last as number[];
  const at = root.children.findIndex((child) => sameAs(child, proposal.condition));
  return (
    <li className="pr-row">
      <Checkbox
        label={proposal.text}
        checked={at >= 0}
        onChange={() =>
          edit((r) => (at < 0 ? addNode(r, "", nodeOf(proposal.condition)) : removeNode(r, String(at))))
        }
      />
      <span className="num muted">
        {formatNumber(matches)} of the last {formatNumber(of)}
      </span>
    </li>
  );
}

const sameAs = (node: Node, condition: Condition) =>
  JSON.stringify(node) === JSON.stringify(nodeOf(condition));
