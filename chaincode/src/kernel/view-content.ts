/**
 * The members of a view, `{}` when there is none or when the bytes are no JSON object: whoever reads a view treats each
 * member as a hint.
 */
export function readViewContent(bytes: Buffer | undefined): Readonly<Record<string, unknown>> {
  if (bytes === undefined) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
