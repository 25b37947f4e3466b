import { ActionIcon, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

/** A button that is only an icon: its words are the tooltip and the accessible name. */
export function IconButton({
  label,
  icon,
  onClick,
  pressed,
}: {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  pressed?: boolean;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        variant={pressed ? "light" : "subtle"}
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
