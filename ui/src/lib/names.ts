// Names for copies: "Invoices (copy)", then "Invoices (copy 2)".
export function copyName(name: string, taken: string[]): string {
  const base = name.replace(/ \(copy(?: \d+)?\)$/, "");
  const used = new Set(taken.map((t) => t.toLowerCase()));
  for (let n = 1; ; n++) {
    const wanted = `${base} (copy${n === 1 ? "" : ` ${n}`})`;
    if (!used.has(wanted.toLowerCase())) return wanted;
  }
}
