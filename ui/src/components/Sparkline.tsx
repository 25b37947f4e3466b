/** Small bars of a fixed width, so that rows never jump. */
export function Sparkline({
  values,
  label,
  width = 48,
  height = 14,
}: {
  values: number[];
  label: string;
  width?: number;
  height?: number;
}) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={label}
      style={{ flex: "none", display: "block" }}
    >
      {values.map((value, index) => {
        const tall = value === 0 ? 1 : Math.max(2, (value / top) * height);
        return (
          <rect
            key={index}
            x={index * step}
            y={height - tall}
            width={Math.max(1, step - 1)}
            height={tall}
            fill={value === 0 ? "var(--border)" : "var(--run-graphic)"}
          />
        );
      })}
    </svg>
  );
}
