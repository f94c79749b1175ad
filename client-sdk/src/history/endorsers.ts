import { X509Certificate } from 'node:crypto';
import { common, msp, peer } from '@hyperledger/fabric-protos';

/** A peer (or whoever signed as one) whose endorsement a transaction carries. */
export interface Endorser {
  /** `''` when it cannot be read. */
  readonly mspId: string;
  /** Common name in the certificate; `''` when it cannot be read. */
  readonly name: string;
}

/**
 * Who endorsed a transaction, from its envelope. The peers verified the signatures of a valid transaction; of an invalid one these are
 * claims.
 *
 * @internal
 */
export function envelopeToEndorsers(envelope: common.Envelope): Endorser[] {
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(
    action?.getPayload_asU8() ?? new Uint8Array(),
  );
  return (endorsed.getAction()?.getEndorsementsList() ?? []).map((endorsement) => {
    return bytesToEndorser(endorsement.getEndorser_asU8());
  });
}

/** In a transaction that peers call invalid there may be anything. */
function bytesToEndorser(bytes: Uint8Array): Endorser {
  try {
    const identity = msp.SerializedIdentity.deserializeBinary(bytes);
    return { mspId: identity.getMspid(), name: certificateToName(identity.getIdBytes_asU8()) };
  } catch {
    return { mspId: '', name: '' };
  }
}

function certificateToName(pem: Uint8Array): string {
  try {
    const { subject } = new X509Certificate(pem);
    return /^CN=(.*)$/m.exec(subject)?.[1] ?? '';
  } catch {
    return '';
  }
}
