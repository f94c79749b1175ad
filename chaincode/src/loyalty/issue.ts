import {
  expiryOf,
  journeyKey,
  loyaltyLots,
  vouchersByRule,
  type Accrual,
  type Compensation,
  type EarnedPoints,
  type FactReceipt,
  type LotOrigin,
  type LotsIssued,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listLots } from './lot-lists';
import { demandTerms } from './terms';

/** What the issuer books: what its client computed from its terms, for journeys that only the issuer can name. */
interface Issue {
  readonly programme: string;
  readonly ref: string;
  readonly origin: LotOrigin;
  readonly termsVersion: number;
  readonly earned: readonly EarnedPoints[];
  /** Name of the request's list, for errors. */
  readonly field: string;
}

/** Points for the distance of each journey, under the terms in force, once for each traveller and transport. */
export async function accrue(ledger: Ledger, request: Accrual): Promise<FactReceipt> {
  const { programme, ref, termsVersion, accruals: earned } = request;
  return await issueLots(ledger, {
    programme,
    ref,
    origin: 'accrual',
    termsVersion,
    earned,
    field: 'accruals',
  });
}

/** Points for each late journey, under the terms in force, once for each traveller and transport. */
export async function compensate(ledger: Ledger, request: Compensation): Promise<FactReceipt> {
  const { programme, ref, termsVersion, compensations: earned } = request;
  const field = 'compensations';
  return await issueLots(ledger, { programme, ref, origin: 'compensation', termsVersion, earned, field });
}

async function issueLots(ledger: Ledger, issue: Issue): Promise<FactReceipt> {
  const { caller } = ledger;
  const { programme, ref, origin, termsVersion, earned } = issue;
  caller.demand('loyalty');
  demandOwner(caller, { id: programme, field: 'programme' });
  const issuer = caller.mspId;
  const { type } = loyaltyLots;
  const key = loyaltyLots.key.build({ company: issuer, ref });
  const known = await ledger.facts.repeated({
    type,
    mspId: issuer,
    key,
    isSame: (body) => isSameContent(askedFor(body), askedFor({ programme, origin, lots: earned })),
    code: 'REF_REUSED',
    field: 'ref',
  });
  if (known !== undefined) return receiptOf(known);
  const inForce = await demandTerms(ledger, programme);
  if (termsVersion !== inForce.version) {
    const details = { expected: inForce.version };
    throw new ContractError({ code: 'SEQUENCE', field: 'termsVersion', details });
  }
  await demandBookable(ledger, issue);
  const expiresAt = expiryOf({ at: ledger.nowMs, validityDays: inForce.terms.validityDays });
  const lots = earned.map(({ holder, journey, amount }) => ({ holder, journey, amount, expiresAt }));
  const body = { programme, origin, termsVersion, terms: inForce.sealed.digest, lots };
  const vouchers = vouchersByRule(inForce.rule, { self: issuer, issuer }, [issuer]);
  const held = await ledger.append({ type, key, ref, body, vouchers });
  listLots(ledger.lists, held);
  return receiptOf(held);
}

/** What a repeated request has in common with the first: what was earned depended on the terms of its time. */
function askedFor({
  programme,
  origin,
  lots,
}: Pick<LotsIssued, 'programme' | 'origin'> & {
  readonly lots: readonly Pick<EarnedPoints, 'holder' | 'journey'>[];
}): object {
  return { programme, origin, journeys: lots.map(({ holder, journey }) => ({ holder, journey })) };
}

/** @throws ContractError `ALREADY_BOOKED`, `NOTHING_EARNED` naming the journey */
async function demandBookable(ledger: Ledger, issue: Issue): Promise<void> {
  const { mspId } = ledger.caller;
  const { programme, earned } = issue;
  const journeys = new Set<string>();
  for (const [index, { journey, amount }] of earned.entries()) {
    const field = `${issue.field}[${index}]`;
    const mark = { mspId, key: journeyKey.build({ programme, digest: journey }) };
    const isBooked = journeys.has(journey) || (await ledger.state.getSealHash(mark)) !== undefined;
    if (isBooked) throw new ContractError({ code: 'ALREADY_BOOKED', field });
    if (amount === 0n) throw new ContractError({ code: 'NOTHING_EARNED', field });
    journeys.add(journey);
  }
}
