import type { common, peer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import { decodeValue } from '@kontti/fabric-protocol/decoding';
import { createEndorser } from '../peer/endorser';
import type { EndorserOptions } from '../peer/endorser';
import type { ChaincodeSupport } from '../peer/chaincode-support';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { assembleTransaction } from './assemble';
import { endorseDry } from './dry-endorser';
import { endorsementToParts, refusalOf, writesAnything } from './endorsement-parts';
import type { EndorsementParts } from './endorsement-parts';
import { signInvocation } from '@kontti/fabric-protocol/envelopes';
import type { Invocation } from '@kontti/fabric-protocol/envelopes';
import { checkLimits } from './limits';
import { checkInvocations } from './policy-matrix';
import { startInWorld, worlds } from './worlds';

/** One thing that two endorsements say differently; absent on the side that says nothing of it. */
export interface Difference {
  /** E.g. `write of basic "asset1"`, `response payload`, `event name`. */
  readonly part: string;
  /** What the first endorsement has there: text as it is, else hex. */
  readonly first?: string;
  /** What the second endorsement has there, in the same form. */
  readonly second?: string;
  /** `cache`: the second peer runs the same process, but its cache holds the JSON as it was put. */
  readonly cause?: 'cache';
}

/** One invocation of a determinism check, and what differed. */
export interface DeterminismRow {
  /** The call that was made. */
  readonly invocation: Invocation;
  /** Empty when nothing differed in any round. */
  readonly differences: readonly Difference[];
  /** Why the first process did not endorse it in the last round, if so. */
  readonly refusal?: string;
  /** What its commit came to: a validation code's name, or why there was none. Absent when nothing was to be committed. */
  readonly committed?: string;
}

/** What a determinism check saw. */
export interface DeterminismReport {
  /** The chaincode's name on the channel. */
  readonly chaincode: string;
  /** True when nothing differed in any row. */
  readonly isDeterministic: boolean;
  /** One row for each invocation, in their order. */
  readonly rows: readonly DeterminismRow[];
}

/** What a determinism check runs. */
export interface DeterminismOptions {
  /** The chaincode's name on the channel. */
  readonly chaincode: string;
  /** The folder of the same chaincode: it runs there twice. */
  readonly path: string;
  /** The calls, 1 to 256, which run in their order. */
  readonly invocations: readonly Invocation[];
  /** Commits each invocation that writes, so that later ones find it; by default nothing is committed. */
  readonly commits?: boolean;
}

/** What the check is made on. */
export interface DeterminismEnvironment {
  readonly channelId: string;
  /** Of the company for which both processes run. */
  readonly peer: EndorserOptions;
  readonly packageId: string;
  /** The peer's runner of chaincode, but the chaincode in question runs at that address. */
  supportAt(address: string): ChaincodeSupport;
  /** All companies' peers, for what is committed. */
  readonly endorsers: readonly EndorserOptions[];
  /** Settles with the validation code's name, or with why it was not ordered. */
  commit(transaction: {
    readonly envelope: common.Envelope;
    readonly transactionId: string;
  }): Promise<string>;
  /** Who calls. */
  readonly signer: Signer;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
}

type Endorse = (signedProposal: peer.SignedProposal) => Promise<EndorsementParts>;

function compareParts(first: EndorsementParts, second: EndorsementParts): Difference[] {
  const differences: Difference[] = [];
  for (const part of new Set([...first.keys(), ...second.keys()])) {
    const [one, other] = [first.get(part), second.get(part)];
    if (one !== undefined && other !== undefined && Buffer.compare(one, other) === 0) continue;
    differences.push({
      part,
      ...(one === undefined ? {} : { first: decodeValue(one).value }),
      ...(other === undefined ? {} : { second: decodeValue(other).value }),
    });
  }
  return differences.slice(0, checkLimits.differencesMax);
}

/** Companies that answer otherwise than the first one are left out. */
async function commitInvocation(
  call: { chaincode: string; invocation: Invocation },
  environment: DeterminismEnvironment,
): Promise<string> {
  const { transactionId, signedProposal } = signInvocation({ ...environment, ...call });
  const responses: peer.ProposalResponse[] = [];
  for (const endorser of environment.endorsers) {
    const { response } = await createEndorser(endorser).processProposal(signedProposal);
    const payload = Buffer.from(response?.getPayload_asU8() ?? []);
    const isFirst = responses[0] === undefined || payload.equals(responses[0].getPayload_asU8());
    if (response?.getEndorsement() !== undefined && isFirst) responses.push(response);
  }
  if (responses.length === 0) return 'no company endorsed it';
  const envelope = assembleTransaction({ signedProposal, responses, signer: environment.signer });
  return environment.commit({ envelope, transactionId });
}

async function checkInvocation(options: {
  chaincode: string;
  invocation: Invocation;
  sides: readonly [Endorse, Endorse];
  /** The first process for a peer whose cache holds what was put; undefined where that is no difference. */
  cached: Endorse | undefined;
  commits: boolean;
  environment: DeterminismEnvironment;
}): Promise<DeterminismRow> {
  const { sides, cached, commits, environment, ...call } = options;
  const { invocation } = call;
  const [first, second] = sides;
  let differences: Difference[] = [];
  let last: EndorsementParts = new Map();
  for (let round = 0; round < checkLimits.rounds && differences.length === 0; round += 1) {
    const { signedProposal } = signInvocation({ ...environment, ...call });
    const one = await first(signedProposal);
    // Once more than the other, so that what a process remembers of earlier calls shows.
    await second(signedProposal);
    differences = compareParts(one, await second(signedProposal));
    last = one;
  }
  if (cached !== undefined && differences.length === 0) {
    const { signedProposal } = signInvocation({ ...environment, ...call });
    const one = await sides[0](signedProposal);
    const other = await cached(signedProposal);
    differences = compareParts(one, other).map((difference) => ({ ...difference, cause: 'cache' }));
  }
  const refusal = refusalOf(last);
  if (refusal !== undefined) return { invocation, differences, refusal };
  if (!commits || !writesAnything(last)) return { invocation, differences };
  return { invocation, differences, committed: await commitInvocation(call, environment) };
}

/**
 * Endorses each invocation by two processes of the chaincode, for the same peer and state, in another time, time zone, locale,
 * host and random seed, and says what differed. Several rounds, so that chance has to hit more than once to stay hidden. Where state
 * is kept as documents, also by a peer whose cache holds JSON as it was put.
 * @throws NetworkError OPTION_INVALID, CHAINCODE_START_FAILED
 */
export async function checkDeterminism(
  options: DeterminismOptions,
  environment: DeterminismEnvironment,
): Promise<DeterminismReport> {
  const { chaincode, path, invocations, commits = false } = options;
  checkInvocations(invocations);
  const { peer: parts, packageId } = environment;
  const { mspId } = parts.signer;
  const started = await Promise.allSettled(
    worlds.map((world) => startInWorld({ path, packageId, mspId, world })),
  );
  const processes = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const supports = processes.map(({ address }) => environment.supportAt(address));
  const toSide =
    (support: ChaincodeSupport | undefined, more: Partial<EndorserOptions> = {}): Endorse =>
    async (signedProposal) =>
      endorsementToParts(
        await endorseDry(
          { ...parts, ...more, ...(support === undefined ? {} : { support }) },
          signedProposal,
        ),
      );
  try {
    for (const result of started) {
      if (result.status === 'rejected') throw result.reason;
    }
    const sides = [toSide(supports[0]), toSide(supports[1])] as const;
    const { hasDocuments } = parts.channel.ledger;
    const cached = hasDocuments ? toSide(supports[0], { readsCache: () => true }) : undefined;
    const rows: DeterminismRow[] = [];
    for (const invocation of invocations) {
      rows.push(await checkInvocation({ chaincode, invocation, sides, cached, commits, environment }));
    }
    return { chaincode, isDeterministic: rows.every(({ differences }) => differences.length === 0), rows };
  } finally {
    for (const support of supports) support.close();
    await Promise.all(processes.map((process) => process.stop()));
  }
}
