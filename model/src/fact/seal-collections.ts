import { sealCollectionName } from './key-form';

/** One entry of the collections file that `peer lifecycle chaincode approveformyorg --collections-config` reads. */
export interface SealCollection {
  readonly name: string;
  readonly policy: string;
  readonly requiredPeerCount: number;
  readonly maxPeerCount: number;
  readonly blockToLive: number;
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
  readonly endorsementPolicy: { readonly signaturePolicy: string };
}

/**
 * The seal collection of each company. Only a company's own peers endorse what is written there; clients of others write too,
 * since a handover carries the seals of both. The plain value is on the company's own peers alone, where the contract gives it to
 * nobody else; everybody reads its hash and its policy, and a peer shows the policy only to those who may read the collection.
 * @throws TypeError when two MSP ids would share a collection
 */
export function sealCollections(mspIds: readonly string[]): SealCollection[] {
  const names = new Set(mspIds.map(sealCollectionName));
  if (names.size !== mspIds.length) throw new TypeError('two MSP ids share the name of a seal collection');
  return mspIds.map((mspId) => ({
    name: sealCollectionName(mspId),
    policy: `OR('${mspId}.member')`,
    requiredPeerCount: 0,
    maxPeerCount: 1,
    blockToLive: 0,
    memberOnlyRead: false,
    memberOnlyWrite: false,
    endorsementPolicy: { signaturePolicy: `OR('${mspId}.peer')` },
  }));
}
