// What can be done with one trigger of the list, with the keys that do the same.
import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { CopyPlus, FlaskConical, History, MoreHorizontal, Pencil, Play, Trash2 } from "lucide-react";
import type { Trigger } from "../../api/types";
import { Kbd } from "../../components";
import type { useTriggerActions } from "./listActions";

export function TriggerMenu({
  trigger,
  actions,
}: {
  trigger: Trigger;
  actions: ReturnType<typeof useTriggerActions>;
}) {
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`Menu of ${trigger.name}`}>
          <MoreHorizontal size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Pencil size={14} />}
          rightSection={<Kbd keys="e" />}
          onClick={() => navigate({ to: "/triggers/$id", params: { id: trigger.id } })}
        >
          Edit
        </Menu.Item>
        <Menu.Item
          leftSection={<FlaskConical size={14} />}
          rightSection={<Kbd keys="t" />}
          onClick={() =>
            navigate({ to: "/triggers/$id", params: { id: trigger.id }, search: { tab: "test" } })
          }
        >
          Test
        </Menu.Item>
        <Menu.Item
          leftSection={<Play size={14} />}
          onClick={() => navigate({ to: "/runs", search: { trigger: trigger.id } })}
        >
          See its runs
        </Menu.Item>
        <Menu.Item
          leftSection={<History size={14} />}
          onClick={() =>
            navigate({ to: "/triggers/$id", params: { id: trigger.id }, search: { tab: "revisions" } })
          }
        >
          Earlier revisions
        </Menu.Item>
        <Menu.Item
          leftSection={<CopyPlus size={14} />}
          rightSection={<Kbd keys="mod+d" />}
          onClick={() => actions.bulk("duplicate", [trigger])}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item
          leftSection={<Trash2 size={14} />}
          rightSection={<Kbd keys="delete" />}
          onClick={() => actions.bulk("delete", [trigger])}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
