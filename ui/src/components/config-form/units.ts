// Durations and sizes are stored as plain numbers; people read and type them with a unit.
import { formatNumber } from "../../lib/format";

export type Unit = { label: string; factor: number };

const MS: Unit[] = [
  { label: "ms", factor: 1 },
  { label: "s", factor: 1000 },
  { label: "min", factor: 60_000 },
  { label: "h", factor: 3_600_000 },
];
const S: Unit[] = [
  { label: "s", factor: 1 },
  { label: "min", factor: 60 },
  { label: "h", factor: 3600 },
  { label: "d", factor: 86_400 },
];
const BYTES: Unit[] = [
  { label: "B", factor: 1 },
  { label: "kB", factor: 1000 },
  { label: "KiB", factor: 1024 },
  { label: "MB", factor: 1_000_000 },
  { label: "MiB", factor: 1_048_576 },
  { label: "GB", factor: 1_000_000_000 },
  { label: "GiB", factor: 1_073_741_824 },
];

/** The units of a property, by how its name ends. */
export function unitsFor(name: string): Unit[] | null {
  if (/(_ms|_millis|Ms)$/.test(name)) return MS;
  if (/(_s|_secs|_seconds)$/.test(name)) return S;
  if (/_bytes$/.test(name)) return BYTES;
  return null;
}

/** The largest unit that says the value in whole numbers. */
export function bestUnit(units: Unit[], value: unknown): Unit {
  const first = units[0] as Unit;
  if (typeof value !== "number" || value === 0 || !Number.isInteger(value)) return first;
  return [...units].reverse().find((unit) => value % unit.factor === 0) ?? first;
}

export function formatWithUnit(units: Unit[], value: number): string {
  const unit = bestUnit(units, value);
  return `${formatNumber(value / unit.factor)} ${unit.label}`;
}
