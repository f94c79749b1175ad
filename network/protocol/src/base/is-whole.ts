/**
 * True when a message that was read from these bytes holds all of them: what this version does not know, or what stands there twice, is
 * lost in reading. Entries of maps may come in another order, so lengths are compared.
 */
export function isWhole(message: { serializeBinary(): Uint8Array }, bytes: Uint8Array): boolean {
  return message.serializeBinary().length === bytes.length;
}
