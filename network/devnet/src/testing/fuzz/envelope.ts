import { common } from '@hyperledger/fabric-protos';
import type { Signer } from '@kontti/fabric-protocol/signatures';

/** Bytes before they are signed, perhaps no longer what they were. */
export type Bend = (bytes: Uint8Array) => Uint8Array;

/** An envelope whose payload was bent before it was signed. */
export function signEnvelope(options: { payload: Uint8Array; signer: Signer; bend: Bend }): Uint8Array {
  const payload = options.bend(options.payload);
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  envelope.setSignature(options.signer.sign(payload));
  return envelope.serializeBinary();
}
