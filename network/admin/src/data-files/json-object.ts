/** An object of JSON whose members are not known yet. */
type JsonObject = Readonly<Record<string, unknown>>;

/** A kind of file as its refusals name it. */
interface FileNaming {
  readonly what: string;
  readonly refuse: (reason: string, cause?: unknown) => Error;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the text of such a file. @throws what `refuse` makes */
export function parseJsonObject(text: string, { what, refuse }: FileNaming): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(`The file is no ${what}: it is no JSON.`, cause);
  }
  if (isJsonObject(value)) return value;
  throw refuse(`The file is no ${what}.`);
}

/** Reads a member of such a file. @throws what `refuse` makes when it is empty or not base64 in its one form */
export function decodeBase64(
  value: unknown,
  { name, what, refuse }: FileNaming & { name: string },
): Uint8Array {
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64');
  if (bytes.length > 0 && bytes.toString('base64') === value) return bytes;
  throw refuse(`The ${what} has no base64 '${name}'.`);
}
