/** A sentence of the engine: what stands in backticks is set as code. */
export function Prose({ text }: { text: string }) {
  const parts = text.split(/`([^`]+)`/);
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

/** The same sentence where only plain text fits. */
export const plainText = (text: string) => text.replace(/`([^`]+)`/g, "$1");
