/**
 * The key-level policy of everything that is recorded: bytes of facts, seals, markers, entries of lists. It demands a peer of the
 * MSP `write/once`, and no MSP id has a slash, so no company can satisfy it: what is recorded stays as it is, for everybody. A correction is
 * another fact. The bytes are a `SignaturePolicyEnvelope`, as common/policydsl of Fabric makes them.
 */
export const WRITE_ONCE_POLICY: Uint8Array = Buffer.from(
  '120208001a10120e0a0a77726974652f6f6e63651003',
  'hex',
);
