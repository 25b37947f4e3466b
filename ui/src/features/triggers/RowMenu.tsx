// What can be done with a row or a group, with the keys that do the same.
import { ActionIcon, Menu } from "@mantine/core";
import { ArrowDown, ArrowUp, CopyPlus, FolderOutput, FolderPlus, MoreHorizontal, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";

export interface NodeActions {
  remove: () => void;
  duplicate: () => void;
  move: (by: -1 | 1) => void;
  /** Puts the row into a group of its own; absent where groups may not nest deeper. */
  group?: (() => void) | undefined;
  ungroup?: (() => void) | undefined;
}

/** Alt ↑↓ moves, Ctrl D duplicates, Delete deletes where no text is being written. */
export function nodeKeys(actions: NodeActions) {
  return (event: KeyboardEvent) => {
    const typing = (event.target as HTMLElement).matches("input, textarea");
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      actions.move(event.key === "ArrowUp" ? -1 : 1);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
      actions.duplicate();
    } else if (event.key === "Delete" && !typing) {
      actions.remove();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

export function RowMenu({ label, actions }: { label: string; actions: NodeActions }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={label} className="cond-menu">
          <MoreHorizontal size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<ArrowUp size={14} />}
          rightSection={<kbd>Alt ↑</kbd>}
          onClick={() => actions.move(-1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowDown size={14} />}
          rightSection={<kbd>Alt ↓</kbd>}
          onClick={() => actions.move(1)}
        >
          Move down
        </Menu.Item>
        <Menu.Item
          leftSection={<CopyPlus size={14} />}
          rightSection={<kbd>Ctrl D</kbd>}
          onClick={actions.duplicate}
        >
          Duplicate
        </Menu.Item>
        {actions.group ? (
          <Menu.Item leftSection={<FolderPlus size={14} />} onClick={actions.group}>
            Put in a group
          </Menu.Item>
        ) : null}
        {actions.ungroup ? (
          <Menu.Item leftSection={<FolderOutput size={14} />} onClick={actions.ungroup}>
            Ungroup
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<Trash2 size={14} />} rightSection={<kbd>Del</kbd>} onClick={actions.remove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
