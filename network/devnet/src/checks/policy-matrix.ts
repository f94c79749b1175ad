import type { peer } from '@hyperledger/fabric-protos';
import { type Clock, NetworkError, unknownCompany } from '@kontti/fabric-protocol/base';
import { validationCodeName } from '@kontti/fabric-protocol/decoding';
import { responseStatus } from '../gateway/response-status';
import type { ChannelLedger } from '../ledger/types';
import type { EndorserOptions } from '../peer/endorser';
import type { EndorseOutcome } from '../peer/types';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import type { RefusalCause } from '../validation/refusal-cause';
import { assembleTransaction } from './assemble';
import { companySets } from './company-sets';
import { endorseDry } from './dry-endorser';
import { signInvocation } from '@kontti/fabric-protocol/envelopes';
import type { Invocation } from '@kontti/fabric-protocol/envelopes';
import { checkLimits } from './limits';

/** What a transaction would come to with the endorsements of exactly these companies. */
export interface MatrixCell {
  /** MSP ids of the companies that endorse. */
  readonly companies: readonly string[];
  /** The validation code's name, when there is a transaction. */
  readonly code?: string;
  /** Why there is none: what a company answered, or that they answered differently. */
  readonly refusal?: string;
  /** Why it would not be valid, in a sentence; absent when it is. */
  readonly reason?: string;
  /** Why it would not be valid, as data; absent when it is, or when the code says it all. */
  readonly cause?: RefusalCause;
}

/** One invocation of a policy matrix, tried with each set of companies. */
export interface MatrixRow {
  /** The call that was made. */
  readonly invocation: Invocation;
  /** One cell for each set, the smallest sets first unless `sets` were given: these keep their order. */
  readonly cells: readonly MatrixCell[];
}

/** Which companies' endorsements are enough for which calls. */
export interface PolicyMatrix {
  /** The chaincode's name on the channel. */
  readonly chaincode: string;
  /** MSP ids of all companies in the sets. */
  readonly companies: readonly string[];
  /** One row for each invocation, in their order. */
  readonly rows: readonly MatrixRow[];
}

/** What a policy matrix tries. */
export interface PolicyMatrixOptions {
  /** The chaincode's name on the channel. */
  readonly chaincode: string;
  /** The calls, 1 to 256; each is endorsed on the same state. */
  readonly invocations: readonly Invocation[];
  /** Sets of MSP ids, at most 512; by default every set of up to 6 companies, and of more each alone, the first so many, all but one, and all. */
  readonly sets?: readonly (readonly string[])[];
}

/** What the matrix is worked out on. */
interface MatrixEnvironment {
  readonly channelId: string;
  readonly ledger: Pick<ChannelLedger, 'judge'>;
  /** By company. */
  readonly endorsers: ReadonlyMap<string, EndorserOptions>;
  /** Who calls. */
  readonly signer: Signer;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** @throws NetworkError OPTION_INVALID, COMPANY_UNKNOWN */
function checkSets(sets: readonly (readonly string[])[], environment: MatrixEnvironment): void {
  const unknown = sets.flat().find((mspId) => !environment.endorsers.has(mspId));
  if (unknown !== undefined) throw unknownCompany({ mspId: unknown, known: environment.endorsers.keys() });
  if (sets.length > checkLimits.setsMax || sets.some((set) => set.length === 0)) {
    const message = `a matrix has at most ${checkLimits.setsMax} sets of one company or more`;
    throw new NetworkError({ code: 'OPTION_INVALID', message });
  }
}

/** @throws NetworkError OPTION_INVALID */
export function checkInvocations(invocations: readonly Invocation[]): void {
  const count = invocations.length;
  if (count > 0 && count <= checkLimits.invocationsMax) return;
  const message = `a check takes 1 to ${checkLimits.invocationsMax} invocations`;
  throw new NetworkError({ code: 'OPTION_INVALID', message, details: { count } });
}

/** Why a company's answer is no endorsement. */
function refusalOf(outcome: EndorseOutcome | undefined): string | undefined {
  if (outcome?.response?.getEndorsement() !== undefined) return undefined;
  return outcome === undefined ? 'no answer' : responseStatus(outcome).message;
}

async function judgeSet(options: {
  companies: readonly string[];
  signedProposal: peer.SignedProposal;
  outcomes: ReadonlyMap<string, EndorseOutcome>;
  environment: MatrixEnvironment;
}): Promise<MatrixCell> {
  const { companies, signedProposal, outcomes, environment } = options;
  for (const mspId of companies) {
    const refusal = refusalOf(outcomes.get(mspId));
    if (refusal !== undefined) return { companies, refusal: `${mspId}: ${refusal}` };
  }
  const responses = companies.flatMap((mspId) => outcomes.get(mspId)?.response ?? []);
  const payloads = responses.map((response) => Buffer.from(response.getPayload_asU8()));
  if (payloads.some((payload) => payloads[0]?.equals(payload) !== true)) {
    return { companies, refusal: 'ProposalResponsePayloads do not match' };
  }
  const envelope = assembleTransaction({ signedProposal, responses, signer: environment.signer });
  const { code, reason, cause } = await environment.ledger.judge(envelope.serializeBinary());
  return {
    companies,
    code: validationCodeName(code),
    ...(reason === undefined ? {} : { reason }),
    ...(cause === undefined ? {} : { cause }),
  };
}

async function matrixRow(options: {
  chaincode: string;
  invocation: Invocation;
  sets: readonly (readonly string[])[];
  environment: MatrixEnvironment;
}): Promise<MatrixRow> {
  const { sets, environment, ...call } = options;
  const { signedProposal } = signInvocation({ ...environment, ...call });
  const mspIds = [...new Set(sets.flat())];
  const outcomes = new Map(
    await Promise.all(
      mspIds.flatMap((mspId) => {
        const endorser = environment.endorsers.get(mspId);
        return endorser === undefined
          ? []
          : [endorseDry(endorser, signedProposal).then(({ outcome }) => [mspId, outcome] as const)];
      }),
    ),
  );
  const cells: MatrixCell[] = [];
  for (const companies of sets) {
    cells.push(await judgeSet({ companies, signedProposal, outcomes, environment }));
  }
  return { invocation: options.invocation, cells };
}

/**
 * Works out which companies' endorsements make each invocation valid in the present state. Every company endorses the same
 * proposal once, each set's transaction is judged by the validation of blocks, and nothing is committed or kept.
 * @throws NetworkError OPTION_INVALID, COMPANY_UNKNOWN
 */
export async function policyMatrix(
  options: PolicyMatrixOptions,
  environment: MatrixEnvironment,
): Promise<PolicyMatrix> {
  const { chaincode, invocations } = options;
  const sets = options.sets ?? companySets([...environment.endorsers.keys()]);
  checkInvocations(invocations);
  checkSets(sets, environment);
  const rows: MatrixRow[] = [];
  for (const invocation of invocations) {
    rows.push(await matrixRow({ chaincode, invocation, sets, environment }));
  }
  return { chaincode, companies: [...new Set(sets.flat())], rows };
}
