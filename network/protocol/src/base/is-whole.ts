/** How often each byte occurs. */
function countBytes(bytes: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts;
}

/**
 * True when a message that was read from these bytes holds all of them: what this version does not know, or what is there twice, is
 * lost in reading. Entries of maps may come in another order, so all bytes are counted. Their number alone would not do: to an entry
 * of a map without a value reading adds one, which can make up for what it loses elsewhere.
 */
export function isWhole(message: { serializeBinary(): Uint8Array }, bytes: Uint8Array): boolean {
  const [read, given] = [countBytes(message.serializeBinary()), countBytes(bytes)];
  return read.every((count, byte) => count === given[byte]);
}
