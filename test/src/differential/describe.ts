import { ledger, type common } from '@hyperledger/fabric-protos';
import { describeEnvelope } from '../conformance/calls';
import type { Failure } from '../conformance/failure';

const { kvrwset, TxReadWriteSet } = ledger.rwset;

/** The read-write set without the blocks of definitions: how many blocks a deployment takes is the network's own pace. */
function withoutDefinitions(readWriteSet: string): string {
  const set = TxReadWriteSet.deserializeBinary(Buffer.from(readWriteSet, 'base64'));
  for (const each of set.getNsRwsetList().filter((one) => one.getNamespace() === '_lifecycle')) {
    const reads = kvrwset.KVRWSet.deserializeBinary(each.getRwset_asU8());
    for (const read of reads.getReadsList()) {
      if (read.hasVersion()) read.setVersion(new kvrwset.Version());
    }
    each.setRwset(reads.serializeBinary());
  }
  return Buffer.from(set.serializeBinary()).toString('base64');
}

/** What was endorsed. */
export function describeResult(envelope: common.Envelope): unknown {
  const described = describeEnvelope(envelope) as { readonly readWriteSet: string };
  return { ...described, readWriteSet: withoutDefinitions(described.readWriteSet) };
}

/** Why nothing was. Of answers that differ it is chance which one came first, and so which companies are reported to differ from it. */
export function describeFailure({ code, message, details }: Failure): unknown {
  const isMismatch = details.some((detail) => detail.message === 'ProposalResponsePayloads do not match');
  const reasons = isMismatch ? [...new Set(details.map((detail) => detail.message))] : details;
  return { failed: { code, message, details: reasons } };
}
