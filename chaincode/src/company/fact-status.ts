import { factDigest, type FactRecord, type FactStatusRecord } from '@kontti/model';
import type { Ledger } from '../kernel/ledger.js';
import { toPlain } from '../kernel/plain.js';

/** Whether what stands under a key holds, voucher by voucher. */
export async function getFactStatus(ledger: Ledger, key: string): Promise<FactStatusRecord> {
  const reading = await ledger.facts.read(key);
  if (reading.status === 'absent') return { key, status: 'absent', seals: [] };
  return { key, status: reading.status, digest: factDigest(reading.bytes), seals: [...reading.seals] };
}

/** The same, with the bytes: whoever asks can check digest and seals without trusting the peer. */
export async function getFact(ledger: Ledger, key: string): Promise<FactRecord> {
  const status = await getFactStatus(ledger, key);
  const reading = await ledger.facts.read(key);
  if (reading.status === 'absent') return status;
  const json = reading.bytes.toString('utf8');
  return json.includes('\u0000') ? status : { ...toPlain(status), json };
}
