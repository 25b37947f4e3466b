// Below the list, right after a trigger was saved or turned on: to run also for the files that are there already.
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { existingQuery } from "../../api/files";
import type { Trigger } from "../../api/types";
import { ExistingOffer, IconButton, StatusIcon } from "../../components";

/** Shows nothing where there is nothing to offer. It stands below the rows, so that it moves none of them. */
export function SavedOffer({ trigger, onClose }: { trigger: Trigger; onClose: () => void }) {
  const { data } = useQuery({ ...existingQuery(trigger.id), enabled: trigger.active });
  if (!trigger.active || !data?.applies || (data.matching === 0 && !data.job)) return null;
  return (
    <section className="tl-saved" aria-label="Files that are there already" data-testid="saved-offer">
      <StatusIcon status="succeeded" iconOnly />
      <span className="truncate">“{trigger.name}” is on.</span>
      <ExistingOffer triggerId={trigger.id} />
      <IconButton label="Close" icon={<X size={14} />} onClick={onClose} />
    </section>
  );
}
