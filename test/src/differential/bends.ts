import { common, ledger, msp, peer } from '@hyperledger/fabric-protos';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { changeSignature } from '../conformance/changed-signature';
import { garbage } from '../conformance/groups/validation-case';
import { openEnvelope, sealEnvelope, type OpenEnvelope } from './open-envelope';

/** Who can sign what a bend changes. */
interface BendSigners {
  readonly creator: Signer;
  /** Certificates of peers of the companies that endorsed, in whose names a result is endorsed anew. */
  readonly endorsers: readonly Signer[];
}

type Bend = (open: OpenEnvelope, signers: BendSigners) => void;

/** Endorses what the result became: as if these companies' peers had made it. */
function endorseAnew(open: OpenEnvelope, { endorsers }: BendSigners): void {
  const bytes = open.serializeResponse();
  open.setEndorsements(
    endorsers.map((signer) => {
      const endorsement = new peer.Endorsement();
      endorsement.setEndorser(signer.serialized);
      endorsement.setSignature(signer.sign(Buffer.concat([bytes, signer.serialized])));
      return endorsement;
    }),
  );
}

const { kvrwset, TxReadWriteSet } = ledger.rwset;
type Namespaces = ledger.rwset.NsReadWriteSet[];

/** The read-write set, changed. */
const results =
  (change: (namespaces: Namespaces) => Namespaces): Bend =>
  ({ action }) => {
    const set = TxReadWriteSet.deserializeBinary(action.getResults_asU8());
    set.setNsRwsetList(change(set.getNsRwsetList()));
    action.setResults(set.serializeBinary());
  };

/** The chaincode's own reads and writes, changed. */
const keeperSet = (change: (set: ledger.rwset.kvrwset.KVRWSet) => void): Bend =>
  results((namespaces) => {
    for (const each of namespaces.filter((namespace) => namespace.getNamespace() === 'keeper')) {
      const set = kvrwset.KVRWSet.deserializeBinary(each.getRwset_asU8());
      change(set);
      each.setRwset(set.serializeBinary());
    }
    return namespaces;
  });

const dropReads = keeperSet((set) => {
  set.setReadsList([]);
  set.setRangeQueriesInfoList([]);
});

const ageReads = keeperSet((set) => {
  for (const read of set.getReadsList()) {
    const version = new kvrwset.Version();
    version.setBlockNum(1);
    read.setVersion(version);
  }
});

/** Other values of the keys that it writes anyhow. */
const changeWrites = keeperSet((set) => {
  for (const write of set.getWritesList().filter((each) => !each.getIsDelete())) {
    write.setValue(Buffer.from('forged'));
  }
});

const both =
  (first: Bend, second: Bend): Bend =>
  (open, signers) => {
    first(open, signers);
    second(open, signers);
  };

const forged = (bend: Bend): Bend => both(bend, endorseAnew);

const event = new peer.ChaincodeEvent();
event.setChaincodeId('second');
event.setEventName('forged');

// As in conformance, some ways to bend a transaction are not among these: nothing that could stop a real peer is here.

/** Changes that the endorsements do not cover, or that are seen without them. */
const headerBends = {
  epoch: ({ channelHeader }) => {
    channelHeader.setEpoch(1);
  },
  type: ({ channelHeader }) => {
    channelHeader.setType(common.HeaderType.MESSAGE);
  },
  txId: ({ channelHeader }) => {
    channelHeader.setTxId('00');
  },
  extension: ({ channelHeader }) => {
    channelHeader.setExtension$(garbage);
  },
  nonce: ({ signatureHeader }) => {
    signatureHeader.setNonce(Buffer.alloc(24, 7));
  },
  noNonce: ({ signatureHeader }) => {
    signatureHeader.setNonce('');
  },
  actionTwice: (open) => {
    open.setActions([...open.actions, ...open.actions]);
  },
  proposalPayload: ({ actionPayload }) => {
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(Buffer.from('another input'));
    actionPayload.setChaincodeProposalPayload(payload.serializeBinary());
  },
} as const satisfies Readonly<Record<string, Bend>>;

const mspIdOf = (endorsement: peer.Endorsement): string =>
  msp.SerializedIdentity.deserializeBinary(endorsement.getEndorser_asU8()).getMspid();

/** By company: peers answer in an order of chance, and the same company's endorsement is bent everywhere. */
const byCompany = ({ endorsements }: OpenEnvelope): peer.Endorsement[] =>
  endorsements.toSorted((a, b) => (mspIdOf(a) < mspIdOf(b) ? -1 : 1));

const endorsementBends = {
  noEndorsement: (open) => {
    open.setEndorsements([]);
  },
  oneEndorsement: (open) => {
    open.setEndorsements(byCompany(open).slice(0, 1));
  },
  oneEndorsementTwice: (open) => {
    const [first] = byCompany(open);
    open.setEndorsements(first === undefined ? [] : [first, first]);
  },
  endorsementsReversed: (open) => {
    open.setEndorsements(byCompany(open).reverse());
  },
  endorsementBroken: (open) => {
    const [first] = byCompany(open);
    if (first !== undefined) changeSignature(first);
  },
  endorsedByClient: (open, { creator }) => {
    endorseAnew(open, { creator, endorsers: [creator] });
  },
  endorsedByPeers: endorseAnew,
} as const satisfies Readonly<Record<string, Bend>>;

/** Changes of the result: as a thief makes them, and as companies that lie together make them. */
const resultBends = {
  changeWrites,
  dropReads,
  forgedWrites: forged(changeWrites),
  forgedWithoutReads: forged(dropReads),
  forgedOldReads: forged(ageReads),
  forgedNamespaceTwice: forged(results((namespaces) => [...namespaces, ...namespaces])),
  forgedNamespacesReversed: forged(results((namespaces) => [...namespaces].reverse())),
  forgedResultsOfGarbage: forged(({ action }) => {
    action.setResults(garbage);
  }),
  forgedEmptyResults: forged(({ action }) => {
    action.setResults('');
  }),
  forgedEvent: forged(({ action }) => {
    action.setEvents(event.serializeBinary());
  }),
  forgedEventOfGarbage: forged(({ action }) => {
    action.setEvents(garbage);
  }),
  forgedVersion: forged(({ action }) => {
    action.getChaincodeId()?.setVersion('');
  }),
  forgedChaincode: forged(({ action }) => {
    action.getChaincodeId()?.setName('second');
  }),
  forgedStatus: forged(({ action }) => {
    action.getResponse()?.setStatus(500);
  }),
  forgedWithoutAction: forged(({ response }) => {
    response.setExtension$('');
  }),
} as const satisfies Readonly<Record<string, Bend>>;

const bends = { ...headerBends, ...endorsementBends, ...resultBends };

export type BendName = keyof typeof bends | 'signature';

export const bendNames: readonly [BendName, ...BendName[]] = [
  'signature',
  ...(Object.keys(bends) as BendName[]),
];

/** Those that leave a transaction to be judged by its endorsements: what sets a key's policy is bent in no other way. */
export const gentleBendNames: readonly [BendName, ...BendName[]] = [
  'signature',
  ...(Object.keys(endorsementBends) as BendName[]),
  ...(['changeWrites', 'dropReads', 'forgedWrites', 'forgedWithoutReads', 'forgedOldReads'] as const),
];

/** The same envelope with one thing changed, signed again by its creator, but for the bend `signature`. */
export function bendEnvelope(
  envelope: common.Envelope,
  name: BendName,
  signers: BendSigners,
): common.Envelope {
  if (name === 'signature') {
    const bent = common.Envelope.deserializeBinary(envelope.serializeBinary());
    changeSignature(bent);
    return bent;
  }
  const open = openEnvelope(envelope);
  bends[name](open, signers);
  return sealEnvelope(open, signers.creator);
}
