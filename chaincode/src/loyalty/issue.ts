import {
  buildKey,
  compensationPoints,
  expiryOf,
  pointsForDistance,
  LIMITS,
  type Accrual,
  type Compensation,
  type FactReceipt,
  type IssuedLot,
  type Journey,
  type LotOrigin,
  type LotsIssued,
} from '@kontti/model';
import { ContractError } from '../errors.js';
import type { HeldFact } from '../kernel/facts.js';
import type { Ledger } from '../kernel/ledger.js';
import { demandOwner } from '../kernel/ownership.js';
import { receiptOf } from '../kernel/receipt.js';
import { isSameContent } from '../kernel/same.js';
import { demandTransport, type HeldTransport } from '../shipment/transport-reader.js';
import { listLot } from './lot-lists.js';
import { demandTerms, type TermsInForce } from './terms.js';

/** What the issuer's client asks for: journeys, never amounts. */
interface Issue {
  readonly programme: string;
  readonly ref: string;
  readonly origin: LotOrigin;
  readonly journeys: readonly Journey[];
  /** Name of the request's list, for errors. */
  readonly field: string;
}

/** What a journey earned: points, and the quantity of the transport that they follow from. */
type Earned = { readonly amount: bigint } & Pick<IssuedLot, 'distanceMeters' | 'delayMinutes'>;

/** Points for the distance of each journey, under the terms in force. */
export async function accrue(ledger: Ledger, request: Accrual): Promise<FactReceipt> {
  const { programme, ref, accruals } = request;
  const issue = { programme, ref, origin: 'accrual', journeys: accruals, field: 'accruals' } as const;
  return receiptOf(await issueLots(ledger, issue, earnedByDistance));
}

/** Points for each late journey, once per traveller and transport, by the delay that the operator recorded. */
export async function compensate(ledger: Ledger, request: Compensation): Promise<FactReceipt> {
  const { programme, ref, compensations } = request;
  const field = 'compensations';
  const issue = { programme, ref, origin: 'compensation', journeys: compensations, field } as const;
  const marks = new Set<string>();
  const held = await issueLots(ledger, issue, earnedByDelay, async (journey, path) => {
    const { transportId, holder } = journey;
    const key = buildKey('compensated', { programme, transport: transportId, holder });
    if (marks.has(key) || (await ledger.facts.isMarked({ mspId: ledger.caller.mspId, key }))) {
      throw new ContractError({ code: 'ALREADY_COMPENSATED', field: path });
    }
    marks.add(key);
  });
  const { mspId } = ledger.caller;
  for (const key of marks) {
    ledger.facts.mark({ key, mspIds: [mspId], digest: held.digest, parties: [mspId] });
  }
  return receiptOf(held);
}

async function issueLots(
  ledger: Ledger,
  issue: Issue,
  earn: (transport: HeldTransport, terms: TermsInForce) => Earned | undefined,
  demandDue?: (journey: Journey, field: string) => Promise<void>,
): Promise<HeldFact<'loyalty.lots'>> {
  const { caller } = ledger;
  const { programme, ref, origin, journeys } = issue;
  caller.demand('loyalty');
  demandOwner(caller, { id: programme, field: 'programme' });
  const type = 'loyalty.lots';
  const key = buildKey('lots', { mspId: caller.mspId, ref });
  const isSame = (body: LotsIssued) => isSameContent(askedFor(body), { programme, origin, journeys });
  const known = await ledger.facts.repeated({ type, key, isSame, code: 'REF_REUSED', field: 'ref' });
  if (known !== undefined) return known;
  const terms = await demandTerms(ledger, programme);
  const expiresAt = expiryOf({ at: ledger.nowMs, validityDays: terms.terms.validityDays });
  const lots: IssuedLot[] = [];
  for (const [index, journey] of journeys.entries()) {
    const { holder, transportId } = journey;
    const field = `${issue.field}[${index}]`;
    await demandDue?.(journey, field);
    const transport = await demandTransport(ledger, { transportId, field: `${field}.transportId` });
    const earned = earn(transport, terms);
    if (earned === undefined) {
      const details = { status: transport.state.status };
      throw new ContractError({ code: 'STATE', field: `${field}.transportId`, details });
    }
    if (earned.amount === 0n) throw new ContractError({ code: 'NOTHING_EARNED', field });
    if (earned.amount > LIMITS.amountMax) throw new ContractError({ code: 'AMOUNT_RANGE', field });
    lots.push({ holder, transportId, ...earned, expiresAt, termsVersion: terms.version });
  }
  const held = await ledger.append({ type, key, ref, body: { programme, origin, lots } });
  lots.forEach(({ holder }, index) => {
    listLot(ledger.indexes, { programme, holder, lotId: `${caller.mspId}/${ref}/${index}` });
  });
  return held;
}

/** What the request behind a fact asked for: what it earned depended on the terms of its time. */
function askedFor({ programme, origin, lots }: LotsIssued): Omit<Issue, 'ref' | 'field'> {
  const journeys = lots.map(({ holder, transportId }) => ({ holder, transportId }));
  return { programme, origin, journeys };
}

function earnedByDistance({ plan, state }: HeldTransport, { terms }: TermsInForce): Earned | undefined {
  if (state.status === 'cancelled') return undefined;
  const { distanceMeters } = plan.entry;
  const { milliPointsPerKm } = terms;
  return { amount: pointsForDistance({ distanceMeters, milliPointsPerKm }), distanceMeters };
}

/** A delay is final once the transport has arrived: estimates can still shrink. */
function earnedByDelay({ state }: HeldTransport, { terms }: TermsInForce): Earned | undefined {
  const { status, delayMinutes = 0 } = state;
  if (status !== 'arrived') return undefined;
  if (delayMinutes <= 0) return { amount: 0n };
  return { amount: compensationPoints(terms.compensation, delayMinutes), delayMinutes };
}
