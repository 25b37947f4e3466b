// JSON a person types: an object, or a plain sentence about what is wrong with it.
export function parseObject(text: string): { value?: Record<string, unknown>; error?: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return { error: "This is to be an object: it starts with { and ends with }." };
    }
    return { value: value as Record<string, unknown> };
  } catch (error) {
    return { error: `This is not valid JSON yet: ${error instanceof Error ? error.message : "unreadable"}.` };
  }
}
