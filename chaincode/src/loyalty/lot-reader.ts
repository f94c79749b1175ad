import { buildKey, ownerOf, sealHash, type LotRecord } from '@kontti/model';
import { findFact, foundOrAbsent, type Found } from '../kernel/entries.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { sourceOf } from '../kernel/receipt.js';
import { findSpend } from './spend-reader.js';

/** A lot that a sealed fact made: issued, or the outcome of a spend. */
export interface HeldLot extends Omit<LotRecord, 'status' | 'spentBy' | 'fact' | 'digest'> {
  readonly held: HeldFact<'loyalty.lots' | 'loyalty.spent'>;
  readonly isSpent: boolean;
}

/** The lot of that id, or why the fact that its id names does not hold. Its id alone tells where it stands. */
export async function findLot(ledger: Ledger, lotId: string): Promise<Found<HeldLot>> {
  const [mspId = '', ref = '', local = ''] = lotId.split('/');
  const made = local.startsWith('s')
    ? await findOutput(ledger, { mspId, ref, index: Number(local.slice(1)) })
    : await findIssued(ledger, { mspId, ref, index: Number(local) });
  if (made === undefined || 'rejected' in made) return made;
  const isSpent = await ledger.facts.isMarked({ mspId, key: buildKey('spent', { lot: lotId }) });
  return { found: { ...made.found, lotId, isSpent } };
}

/** What a query answers. */
export async function toLotRecord(ledger: Ledger, lot: HeldLot): Promise<LotRecord> {
  const { held, isSpent, ...record } = lot;
  const spentBy = isSpent ? await findSpender(ledger, lot.lotId) : undefined;
  return {
    ...record,
    status: isSpent ? 'spent' : 'unspent',
    ...(spentBy === undefined ? {} : { spentBy }),
    ...sourceOf(held),
  };
}

type Made = Omit<HeldLot, 'lotId' | 'isSpent'>;
type Place = { readonly mspId: string; readonly ref: string; readonly index: number };

async function findIssued(ledger: Ledger, place: Place): Promise<Found<Made>> {
  const { mspId, ref, index } = place;
  const found = await findFact(ledger, { type: 'loyalty.lots', key: buildKey('lots', { mspId, ref }) });
  if (found === undefined || 'rejected' in found) return found;
  const { programme, origin, lots } = found.found.fact.body;
  const lot = lots[index];
  if (lot === undefined) return undefined;
  const { holder, amount, expiresAt, termsVersion, transportId } = lot;
  const held = found.found;
  return { found: { programme, origin, holder, amount, expiresAt, termsVersion, transportId, held } };
}

async function findOutput(ledger: Ledger, place: Place): Promise<Found<Made>> {
  const { mspId, ref, index } = place;
  const found = await findSpend(ledger, { mspId, ref });
  if (found === undefined || 'rejected' in found) return found;
  const { programme, kind, outputs } = found.found.fact.body;
  const output = outputs[index];
  if (output === undefined) return undefined;
  const { holder, amount, expiresAt, termsVersion } = output;
  const origin = kind === 'transfer' && index === 0 ? 'transfer' : 'change';
  return { found: { programme, origin, holder, amount, expiresAt, termsVersion, held: found.found } };
}

/** The view names the spend; the marker, the holder's signature and the spend's own inputs prove it. */
async function findSpender(ledger: Ledger, lotId: string): Promise<string | undefined> {
  const { spentBy } = await ledger.views.read(buildKey('lot', { lot: lotId }));
  if (typeof spentBy !== 'string') return undefined;
  const mspId = ownerOf(lotId);
  const [, ref = ''] = spentBy.split('/');
  if (spentBy !== `${mspId}/${ref}` || !/^[A-Za-z0-9._~-]{1,64}$/.test(ref)) return undefined;
  const spend = foundOrAbsent(await findSpend(ledger, { mspId, ref }));
  if (spend?.fact.body.inputs.includes(lotId) !== true) return undefined;
  const key = buildKey('spent', { lot: lotId });
  const marker = await ledger.state.getSealHash({ mspId, key });
  return marker?.toString('hex') === sealHash(spend.digest) ? spentBy : undefined;
}
