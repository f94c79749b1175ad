import { createDecipheriv, randomBytes } from 'node:crypto';
import {
  ANSWER_KEY_BYTES,
  CommitmentPublishing,
  CommitmentRecord,
  CommitmentRequest,
  FactReceipt,
  PrivateRecordAnswer,
  PrivateRecordKeeping,
  PrivateRecordPurging,
  PrivateRecordReceipt,
  PrivateRecordRequest,
  RecordErasing,
  SALT_BYTES,
  canonicalJson,
  commitmentOf,
  parseRecord,
  parseValue,
} from '@kontti/model';
import { bindOperations } from '../bind';
import { createError } from '../errors';
import { startBounds, startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import { submit } from '../gateway/submit';
import { checkMembers, checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { bytes, listOf, matching, required, text } from '../options/rules';
import { queryOperation, submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import type { Dated, Undated } from '../times';
import { toKonttiError } from '../to-kontti-error';

/** A value that never leaves a jurisdiction, or the own company. */
export interface KeepRequest {
  /** Up to 64 KiB of any bytes. */
  readonly value: Uint8Array;
  /** ISO 3166 code of the jurisdiction whose members keep it; the own company's peers alone unless given. */
  readonly jurisdiction?: string;
  /** `<own MSP id>/<32 to 64 random hex digits>`, of a request that is repeated; a new one unless given. */
  readonly recordId?: string;
  /** 32 random bytes, of a request that is repeated; new ones unless given. A salt that is used twice is refused. */
  readonly salt?: Uint8Array;
  /** MSP ids of the companies whose peers get the value to endorse it: the own one, unless the policy of the collection asks for more. */
  readonly endorsers?: readonly string[];
}

/** What was kept. */
export interface KeptValue {
  /** The value. */
  readonly value: Buffer;
  /** What makes the commitment of it. */
  readonly salt: Buffer;
  /** SHA-256 of salt and value. */
  readonly commitment: string;
}

/** Which record, and whose peers purge it. */
export interface EraseRequest extends Undated<RecordErasing> {
  /** MSP ids of the companies whose peers endorse: the own one, unless the policy of the collection asks for more. */
  readonly endorsers?: readonly string[];
}

/** Values that stay in one jurisdiction, with commitments that show nothing of them. Writing operations need the role `operator`. */
export interface PrivateRecords {
  /**
   * Keeps a value in the collection of a jurisdiction, or of the own company. It goes to the endorsing peers alone, by the transient map: blocks,
   * answers and events have its salted hash.
   * @example
   * const { recordId, commitment } = (await client.privateRecords.keep({ value, jurisdiction: 'FI' })).result;
   * @throws UNKNOWN_COLLECTION, SALT_REUSED, ALREADY_EXISTS, NOT_OWNER, POLICY_NOT_SATISFIED, OPTIONS_INVALID, ROLE_MISSING
   */
  keep(request: KeepRequest, options?: CallOptions): Promise<Submitted<PrivateRecordReceipt>>;
  /**
   * Returns a value that the own company keeps, or that it may read as a member of the jurisdiction's collection. The own peer answers it under a key
   * that is used once.
   * @example const { value } = await client.privateRecords.read({ recordId, jurisdiction: 'FI' });
   * @throws NOT_FOUND, NOT_A_PARTY, UNKNOWN_COLLECTION, ROLE_MISSING
   */
  read(request: Undated<PrivateRecordRequest>, options?: CallOptions): Promise<KeptValue>;
  /**
   * Vouches for the commitments of 1 to 100 own records, so that whoever is given value and salt can check them (`verifyCommitment`).
   * @example await client.privateRecords.publish({ ref: 'may', commitments: [{ recordId, jurisdiction: 'FI', commitment }] });
   * @throws NOT_FOUND, CONTENT_DIFFERS, ALREADY_EXISTS, NOT_OWNER, NOT_REGISTERED, REF_REUSED, ROLE_MISSING
   */
  publish(request: Undated<CommitmentPublishing>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Purges an own record with its salt from the peers of all members. What remains are a hash that points nowhere, and the fact that says when and why.
   * @example await client.privateRecords.erase({ recordId, jurisdiction: 'FI', reason: 'the customer asked for it' });
   * @throws NOT_FOUND, NOT_A_PARTY, ALREADY_EXISTS, UNKNOWN_COLLECTION, NOT_OWNER, POLICY_NOT_SATISFIED, ROLE_MISSING
   */
  erase(request: EraseRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a published commitment, and whether the record was erased.
   * @example const { commitment, status } = await client.privateRecords.getCommitment({ recordId });
   * @throws NOT_FOUND
   */
  getCommitment(request: Undated<CommitmentRequest>, options?: CallOptions): Promise<Dated<CommitmentRecord>>;
}

const ENDORSERS = listOf(text, { min: 1, max: 16 });

const KEEP: OptionRules<KeepRequest> = {
  value: required(bytes),
  jurisdiction: text,
  recordId: text,
  salt: bytes,
  endorsers: ENDORSERS,
};

const PURGE: OptionRules<Pick<EraseRequest, 'endorsers'>> = { endorsers: ENDORSERS };

const OPERATIONS = {
  publish: submitOperation({ name: 'record:Publish', request: CommitmentPublishing, result: FactReceipt }),
  erase: submitOperation({ name: 'record:Erase', request: RecordErasing, result: FactReceipt }),
  getCommitment: queryOperation({
    name: 'record:GetCommitment',
    request: CommitmentRequest,
    record: CommitmentRecord,
  }),
};

/** Makes the operations for one client. */
export function createPrivateRecords(context: OperationContext): PrivateRecords {
  return {
    ...bindOperations(context, OPERATIONS),
    keep: (request, options = {}) => keep(context, request, options),
    read: (request, options = {}) => read(context, request, options),
    erase: (request, options = {}) => erase(context, request, options),
  };
}

async function keep(
  context: OperationContext,
  request: KeepRequest,
  options: CallOptions,
): Promise<Submitted<PrivateRecordReceipt>> {
  checkOptions(KEEP, request, 'request');
  const { mspId } = context.session;
  const { value, jurisdiction, endorsers } = request;
  const {
    recordId = `${mspId}/${randomBytes(SALT_BYTES / 2).toString('hex')}`,
    salt = randomBytes(SALT_BYTES),
  } = request;
  const args = { recordId, ...(jurisdiction !== undefined && { jurisdiction }) };
  const call = {
    name: 'record:Keep',
    request: checked(PrivateRecordKeeping, args),
    transientData: { salt, value },
  };
  const { transactionId, block, answer } = await submitPrivately(context, { ...call, endorsers }, options);
  return { transactionId, block, result: readAnswer(answer, PrivateRecordReceipt) };
}

/** The purge goes to members' peers alone; the fact that says so is everybody's. */
async function erase(
  context: OperationContext,
  asked: EraseRequest,
  options: CallOptions,
): Promise<Submitted<FactReceipt>> {
  checkMembers(PURGE, asked, 'request');
  const { endorsers, ...request } = asked;
  const { recordId, jurisdiction } = request;
  const where = { recordId, ...(jurisdiction !== undefined && { jurisdiction }) };
  checked(RecordErasing, request);
  const started = startCall(options, context.session.timers);
  const call = { name: 'record:Purge', request: checked(PrivateRecordPurging, where) };
  await submitPrivately(context, { ...call, endorsers }, started);
  return await OPERATIONS.erase(context, request, started);
}

interface PrivateCall {
  readonly name: string;
  readonly request: string;
  readonly transientData?: Readonly<Record<string, Uint8Array>>;
  readonly endorsers: readonly string[] | undefined;
}

/** What is private is endorsed by named companies alone: the gateway would choose others, who are not to see it. */
async function submitPrivately(
  { session, guard, submits }: OperationContext,
  call: PrivateCall,
  options: CallOptions,
): Promise<{ readonly transactionId: string; readonly block: bigint; readonly answer: Uint8Array }> {
  const { name, request, transientData } = call;
  const endorsers = call.endorsers ?? [session.mspId];
  guard.requireAccepted();
  const bounds = startBounds(options, session.timers.nowMs());
  const proposed = {
    ...{ name, args: [request], bounds, endorsingOrganizations: [...endorsers] },
    ...(transientData !== undefined && { transientData }),
  };
  const {
    transactionId,
    blockNumber: block,
    result: answer,
  } = await submits.run(() => submit(session, proposed), bounds);
  return { transactionId, block, answer };
}

async function read(
  { session, guard }: OperationContext,
  request: Undated<PrivateRecordRequest>,
  options: CallOptions,
): Promise<KeptValue> {
  const args = [checked(PrivateRecordRequest, request)];
  const started = startCall(options, session.timers);
  await guard.requireFresh(started);
  const key = randomBytes(ANSWER_KEY_BYTES);
  const answer = await evaluate(session, {
    ...started,
    name: 'record:GetKept',
    args,
    transientData: { key },
  });
  const sealed = Buffer.from(readAnswer(answer, PrivateRecordAnswer).sealed, 'base64');
  const kept = unseal(sealed, key);
  const [salt, value] = [kept.subarray(0, SALT_BYTES), kept.subarray(SALT_BYTES)];
  return { value, salt, commitment: commitmentOf({ salt, value }) };
}

function unseal(sealed: Buffer, key: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12)).setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  } catch (cause) {
    throw createError('RESULT_MALFORMED', { cause });
  }
}

function checked<Q extends object>(type: new () => Q, request: object): string {
  try {
    const json = canonicalJson(request);
    parseValue(type, JSON.parse(json));
    return json;
  } catch (error) {
    throw toKonttiError(error);
  }
}

function readAnswer<R extends object>(answer: Uint8Array, type: new () => R): R {
  try {
    return parseRecord(type, Buffer.from(answer).toString('utf8'));
  } catch (cause) {
    throw createError('RESULT_MALFORMED', { cause });
  }
}

/** A value that somebody was given, and what shows that it is the one. */
export interface Evidence {
  /** The value. */
  readonly value: Uint8Array;
  /** What makes the commitment of it. */
  readonly salt: Uint8Array;
  /** Of the ledger: SHA-256 of salt and value. */
  readonly commitment: string;
}

const EVIDENCE: OptionRules<Evidence> = {
  value: required(bytes),
  salt: required(bytes),
  commitment: required(matching(/^[0-9a-f]{64}$/, '64 hex digits')),
};

/**
 * Checks offline that a value that somebody was given is the one whose commitment a company published. The commitment has to come from the ledger.
 * @example
 * const { commitment } = await client.privateRecords.getCommitment({ recordId });
 * verifyCommitment({ value, salt, commitment });
 * @throws OPTIONS_INVALID, EVIDENCE_INVALID
 */
export function verifyCommitment(evidence: Evidence): void {
  checkMembers(EVIDENCE, evidence, 'evidence');
  const { value, salt, commitment } = evidence;
  if (salt.length === SALT_BYTES && commitmentOf({ salt, value }) === commitment) {
    return;
  }
  throw createError('EVIDENCE_INVALID');
}
