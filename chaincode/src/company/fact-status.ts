import {
  factDigest,
  leaderOf,
  LIMITS,
  type Address,
  type FactRecord,
  type FactStatus,
  type FactStatusRecord,
  type SealReadingRecord,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { DetailedReading } from '../kernel/facts';
import type { Ledger } from '../kernel/ledger';
import { toPlain } from '../kernel/plain';

/** Whether the fact under a key holds, voucher by voucher. @throws ContractError `NOT_FOUND` for what is no key of a fact */
export async function getFactStatus(ledger: Ledger, key: string): Promise<FactStatusRecord> {
  const detailed = await readKey(ledger, key);
  const { bytes, seals } = detailed;
  const status = await statusOf(ledger, detailed);
  return {
    key,
    status,
    ...(bytes === undefined ? {} : { digest: factDigest(bytes) }),
    seals: seals.map((seal) => ({ ...seal })),
  };
}

/** The same, with the bytes: whoever asks can check digest and seals without trusting the peer. */
export async function getFact(ledger: Ledger, key: string): Promise<FactRecord> {
  const status = await getFactStatus(ledger, key);
  const { bytes } = await readKey(ledger, key);
  return { ...toPlain(status), ...bytesToJson(bytes) };
}

/** What a company's seal under any key leads to, with the bytes. Nothing is judged. */
export async function readSeal(ledger: Ledger, address: Address): Promise<SealReadingRecord> {
  return toRecord(await ledger.facts.readDetailed(address));
}

/** What a seal with this hash leads to, with the bytes. Nothing is judged. */
export async function followSeal(ledger: Ledger, hash: string): Promise<SealReadingRecord> {
  return toRecord(await ledger.facts.followDetailed(hash));
}

function toRecord({ reading, bytes }: DetailedReading): SealReadingRecord {
  const isFinal = 'isFinal' in reading && reading.isFinal === true;
  return { status: reading.status, ...(isFinal ? { isFinal } : {}), ...bytesToJson(bytes) };
}

/** No text for bytes that an answer cannot carry: they are no fact. */
function bytesToJson(bytes: Buffer | undefined): { readonly json?: string } {
  if (bytes === undefined || bytes.length === 0 || bytes.length > LIMITS.factBytesMax) return {};
  const json = bytes.toString('utf8');
  return isCleanText(json) ? { json } : {};
}

async function readKey(ledger: Ledger, key: string): Promise<DetailedReading> {
  const mspId = leaderOf(key);
  if (mspId === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'key' });
  return await ledger.facts.readDetailed({ mspId, key });
}

async function statusOf(ledger: Ledger, { reading }: DetailedReading): Promise<FactStatus> {
  if (reading.status !== 'sealed') return reading.status;
  return (await ledger.facts.judge(reading.sealed)).holds ? 'sealed' : 'void';
}

function isCleanText(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}
