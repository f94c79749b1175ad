import { common } from '@hyperledger/fabric-protos';
import type { StateReader } from '../state/state-reader';
import {
  type Height,
  type ParsedTransaction,
  envelopeToTransaction,
  tryDecode,
} from '@kontti/fabric-protocol/envelopes';
import type { TransactionOutcome } from './verdict';
import type { StateKey } from '../state/types';
import { type BlockUpdates, createBlockUpdates } from '../state/update-batch';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import type { Identity, MspManager } from '@kontti/fabric-protocol/msp';
import {
  type ChannelPolicies,
  type SignedData,
  type SignedDataOptions,
  verifySignedData,
  verifySignedDataAsync,
} from '@kontti/fabric-protocol/policy';
import { type CheckedAction, checkAction } from './action-check';
import { applyWrites } from './apply-writes';
import { checkEndorsements, realPeerWouldStop } from './endorsement-check';
import { checkEnvelope, verifyCreator } from './envelope-check';
import { KeyPolicyUpdates } from './key-policy-updates';
import { validationLimits } from './limits';
import { checkReads } from './mvcc-check';
import { type Refusal, codes, refuse, refuseFor } from './verdict';

interface BlockValidationOptions {
  readonly channelId: string;
  readonly mspManager: MspManager;
  readonly channelPolicies: ChannelPolicies;
  readonly applicationMspIds: readonly string[];
  /** State as committed by the blocks before. */
  readonly reader: StateReader;
  readonly definition: (name: string) => Promise<ChaincodeDefinition | undefined>;
  /** Where the ledger holds the first transaction with that id, valid or not. */
  readonly placeOfTxId: (txId: string) => Height | undefined;
  /** The id of the transaction that wrote at a height of an earlier block. */
  readonly txIdAt: (height: Height) => string | undefined;
  /** Where earlier blocks changed or deleted a public key last. */
  readonly lastChangeOf: (key: StateKey) => Promise<Height | undefined>;
}

/** A transaction of the block that changes state. */
export interface ValidTransaction {
  readonly txNumber: number;
  readonly parsed: ParsedTransaction;
  readonly action: CheckedAction;
}

export interface ValidatedBlock {
  readonly outcomes: readonly TransactionOutcome[];
  readonly valid: readonly ValidTransaction[];
  readonly updates: BlockUpdates;
}

/** A transaction on its way through the checks: refused, or with its action once that was checked. */
interface Candidate {
  readonly parsed: ParsedTransaction | undefined;
  readonly isSignedByCreator: boolean;
  /** The identities whose endorsements verify. */
  readonly endorsers: readonly Identity[];
  action?: CheckedAction;
  refusal?: Refusal | undefined;
}

/**
 * Judges the transactions of a block as every peer does: first each by itself, in order, then doubles within the block, then what they
 * read. Mirrors core/committer/txvalidator/v20/validator.go and txmgmt/validation/batch_preparer.go.
 */
export async function validateBlock(
  options: BlockValidationOptions,
  block: { readonly blockNumber: number; readonly envelopes: readonly Uint8Array[] },
): Promise<ValidatedBlock> {
  // Many signatures are verified at once, beside the event loop. For few, waking other threads costs more than it spares.
  const verify =
    block.envelopes.length < validationLimits.concurrentVerificationMin
      ? verifySignedData
      : verifySignedDataAsync;
  const candidates = await Promise.all(
    block.envelopes.map((bytes) => toCandidate(options, { bytes, verify })),
  );
  const { blockNumber } = block;
  const judged = { options, blockNumber, candidates };
  const keyPolicies = new KeyPolicyUpdates();
  for (const txNumber of candidates.keys()) await judgeAlone({ ...judged, txNumber, keyPolicies });
  refuseDoubles(judged);
  return judgeReads(judged);
}

async function toCandidate(
  options: BlockValidationOptions,
  candidate: {
    readonly bytes: Uint8Array;
    readonly verify: (signed: SignedDataOptions) => Identity[] | Promise<Identity[]>;
  },
): Promise<Candidate> {
  const { bytes, verify } = candidate;
  const envelope = tryDecode(() => common.Envelope.deserializeBinary(bytes));
  if (!envelope) {
    const refusal = refuse(codes.INVALID_OTHER_REASON, 'The bytes are no envelope.');
    return { parsed: undefined, isSignedByCreator: false, endorsers: [], refusal };
  }
  const { channelId, mspManager } = options;
  const transaction = envelopeToTransaction(envelope);
  const [isSignedByCreator, endorsers] = await Promise.all([
    verifyCreator({ transaction, channelId, mspManager }),
    verify({ signedData: endorsementsToSignedData(transaction), mspManager }),
  ]);
  return { parsed: transaction, isSignedByCreator, endorsers };
}

/** Each endorser signed the response payload followed by its own name. */
function endorsementsToSignedData({ action }: ParsedTransaction): SignedData[] {
  if (!action) return [];
  return action.endorsements.map(({ endorser, signature }) => ({
    identity: endorser,
    message: Buffer.concat([action.responsePayload, endorser]),
    signature,
  }));
}

interface JudgedBlock {
  readonly options: BlockValidationOptions;
  readonly blockNumber: number;
  readonly candidates: readonly Candidate[];
}

async function judgeAlone(
  context: JudgedBlock & { txNumber: number; keyPolicies: KeyPolicyUpdates },
): Promise<void> {
  const { options, blockNumber, candidates, txNumber, keyPolicies } = context;
  const candidate = candidates[txNumber];
  const parsed = candidate?.parsed;
  if (!parsed || candidate.refusal) return;
  const { isSignedByCreator, endorsers } = candidate;
  candidate.refusal = checkEnvelope({ transaction: parsed, isSignedByCreator });
  if (candidate.refusal) return;
  const first = options.placeOfTxId(parsed.txId);
  if (first) {
    candidate.refusal = refuseDouble(parsed.txId, first);
    return;
  }
  const checked = checkAction(parsed);
  if ('refusal' in checked) {
    candidate.refusal = checked.refusal;
    return;
  }
  const { action } = checked;
  candidate.action = action;
  for (const namespace of action.namespaces) {
    const { readWriteSet } = action;
    const found = await findDefinition(options, namespace);
    candidate.refusal =
      'definition' in found
        ? checkEndorsements(
            {
              ...options,
              blockNumber,
              updates: keyPolicies,
              txIdInBlock: (n) => candidates[n]?.parsed?.txId,
            },
            { namespace, definition: found.definition, readWriteSet, endorsers },
          )
        : found;
    if (candidate.refusal) return;
    keyPolicies.add({ readWriteSet, namespace, txNumber });
  }
}

async function findDefinition(
  options: BlockValidationOptions,
  namespace: string,
): Promise<{ readonly definition: ChaincodeDefinition | undefined } | Refusal> {
  try {
    return { definition: await options.definition(namespace) };
  } catch {
    return realPeerWouldStop(`The definition of chaincode ${namespace} cannot be read.`);
  }
}

/** Only transactions that passed so far count. */
function refuseDoubles({ candidates, blockNumber }: JudgedBlock): void {
  const seen = new Map<string, number>();
  for (const [txNumber, candidate] of candidates.entries()) {
    if (candidate.refusal || !candidate.parsed) continue;
    const { txId } = candidate.parsed;
    const first = seen.get(txId);
    if (first === undefined) seen.set(txId, txNumber);
    else candidate.refusal = refuseDouble(txId, { blockNumber, txNumber: first });
  }
}

function refuseDouble(txId: string, { blockNumber, txNumber }: Height): Refusal {
  return refuseFor(codes.DUPLICATE_TXID, { kind: 'duplicate', first: { blockNumber, txNumber, txId } });
}

async function judgeReads({ options, blockNumber, candidates }: JudgedBlock): Promise<ValidatedBlock> {
  const { reader, lastChangeOf } = options;
  const updates = createBlockUpdates();
  const valid: ValidTransaction[] = [];
  const txIdAt = (height: Height): string | undefined =>
    height.blockNumber === blockNumber ? candidates[height.txNumber]?.parsed?.txId : options.txIdAt(height);
  for (const [txNumber, candidate] of candidates.entries()) {
    const { parsed, action } = candidate;
    if (candidate.refusal || !parsed || !action) continue;
    const { readWriteSet } = action;
    candidate.refusal =
      (await checkReads({ readWriteSet, reader, updates, txIdAt, lastChangeOf })) ??
      applyWrites({ readWriteSet, version: { blockNumber, txNumber }, reader, updates });
    if (!candidate.refusal) valid.push({ txNumber, parsed, action });
  }
  const outcomes = candidates.map(({ parsed, refusal }) => ({
    txId: parsed?.txId ?? '',
    code: refusal?.code ?? codes.VALID,
    reason: refusal?.reason,
    cause: refusal?.cause,
  }));
  return { outcomes, valid, updates };
}
