/** `SignaturePolicyEnvelope`: signed by a peer of the company `write/once`, which no company can be, since no MSP id has a slash. */
const BYTES = '120208001a12120e0a0a77726974652f6f6e63651003';

/**
 * The key-level policy of everything that is recorded: bytes of facts, seals, markers, entries of lists. Nobody can satisfy it, so
 * what is recorded stays as it is, for everybody; a correction is another fact. Readers of blocks compare the very bytes.
 */
export const WRITE_ONCE_POLICY: Uint8Array = Buffer.from(BYTES, 'hex');
