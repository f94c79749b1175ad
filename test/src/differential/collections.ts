import type { CollectionConfig } from '@kontti/fabric-admin';

const anyOf = (...numbers: number[]): string => `OR(${numbers.map((n) => `'Org${n}MSP.member'`).join(', ')})`;

/** Every endorser sends it to all members: what is ordered, nobody has to ask for. */
const maxPeerCount = 2;

/** What histories keep private. */
export const collections: readonly CollectionConfig[] = [
  { name: 'ours', policy: anyOf(1, 2), memberOnlyRead: true, memberOnlyWrite: true, maxPeerCount },
  {
    name: 'seal',
    policy: anyOf(2),
    endorsementPolicy: { signaturePolicy: "OR('Org2MSP.peer')" },
    maxPeerCount,
  },
  { name: 'brief', policy: anyOf(1, 2, 3), blockToLive: 1, maxPeerCount },
  { name: 'plain', policy: anyOf(1, 3), maxPeerCount },
];

/** Collections with the companies that are their members. */
export const collectionMembers: Readonly<Record<string, readonly string[]>> = {
  ours: ['Org1MSP', 'Org2MSP'],
  seal: ['Org2MSP'],
  brief: ['Org1MSP', 'Org2MSP', 'Org3MSP'],
  plain: ['Org1MSP', 'Org3MSP'],
  _implicit_org_Org3MSP: ['Org3MSP'],
};
