import { statusLook } from "./status";
import "./StatusIcon.css";

type Props = { status: string; label?: string; iconOnly?: boolean; size?: number; testId?: string };

/** Icon silhouette and word. `iconOnly` keeps the word for screen readers and the tooltip. */
export function StatusIcon({ status, label, iconOnly = false, size = 14, testId }: Props) {
  const { label: word, tone, icon: Icon } = statusLook(status);
  const text = label ?? word;
  return (
    <span
      className={`status status-${tone}`}
      data-status={status}
      data-testid={testId}
      title={iconOnly ? text : undefined}
    >
      {Icon === "ring" ? (
        <svg className="status-ring" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
          <circle
            cx="8"
            cy="8"
            r="6"
            fill="none"
            strokeWidth="2"
            strokeDasharray="28 10"
            strokeLinecap="round"
          />
        </svg>
      ) : (
        <Icon size={size} strokeWidth={2} aria-hidden="true" />
      )}
      <span className={iconOnly ? "sr-only" : "status-word"}>{text}</span>
    </span>
  );
}
