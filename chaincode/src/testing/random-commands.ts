import { bytesToFact, factDigest, factToBytes, parseBytesKey, type AnyFact } from '@kontti/model';
import fc from 'fast-check';
import { createTestHolder, signedRedemption, signedTransfer, type TestHolder } from './holder';
import { PROGRAMME as programme, TERMS, earnedBy } from './loyalty-world';
import type { MemoryCall } from './memory-ledger';
import { COMPANIES, HOUR_MS, planOf, type Company, type World } from './world';

const { airline, caterer, forwarder } = COMPANIES;

/** The one shipment that random commands move. */
export const SHIPMENT = `${forwarder}/S-1`;
/** The transports that random commands update. */
export const TRANSPORTS = [`${airline}/T-0`, `${airline}/T-1`] as const;
/** The travellers of random commands. */
export const HOLDERS: readonly [TestHolder, TestHolder] = [
  createTestHolder(programme),
  createTestHolder(programme),
];

const company = fc.constantFrom(...(Object.keys(COMPANIES) as Company[]));
const pick = fc.nat(7);

/** A command whose meaning depends on what the ledger has when its turn comes, so that many of them succeed. */
const command = fc.record({
  kind: fc.constantFrom(
    ...(['update', 'offer', 'accept', 'withdraw', 'deliver', 'accrue', 'compensate'] as const),
    ...(['transfer', 'redeem', 'redeem', 'terms', 'propose', 'settle', 'settle', 'wait'] as const),
  ),
  by: company,
  to: company,
  a: pick,
  b: pick,
  amount: fc.bigInt(1n, 9000n),
});

/** A random command. */
export type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Commands of one inner list are simulated on the same state and then committed in turn, as those of one block. */
export const commandBlocks = fc.array(fc.array(command, { minLength: 1, maxLength: 3 }), {
  maxLength: 40,
  size: 'max',
});

/** By their bytes, which never change: each command looks at all facts before it. */
const parsed = new WeakMap<Buffer, AnyFact>();

/** Every fact that is recorded, in the order of their transactions. */
export function heldFacts({ ledger }: World): AnyFact[] {
  const writes = ledger.transactions.flatMap(({ code, writes: written }) =>
    code === 'VALID' ? written : [],
  );
  return writes.flatMap(({ collection, key, value }) => {
    const named = collection === undefined ? parseBytesKey(key) : undefined;
    if (named === undefined || named.attachment !== undefined || value === undefined) return [];
    const fact = parsed.get(value) ?? bytesToFact(value);
    parsed.set(value, fact);
    return [fact];
  });
}

/** A lot and the fact that made it. */
interface KnownLot {
  readonly lotId: string;
  readonly maker: AnyFact;
}

/** The lots that facts made. */
export function lotsOf(known: readonly AnyFact[]): KnownLot[] {
  return known.flatMap((maker) => {
    const lotId = (local: string) => ({ lotId: `${airline}/${maker.ref}/${local}`, maker });
    if (maker.type === 'loyalty.lots') return maker.body.lots.map((_, n) => lotId(`${n}`));
    return maker.type === 'loyalty.spent' ? maker.body.outputs.map((_, n) => lotId(`s${n}`)) : [];
  });
}

function at<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(list.length, 1)];
}

type Asked = { readonly by: Company; readonly method: string; readonly request: unknown } | undefined;

function askTransport(known: readonly AnyFact[], { a, b }: Command, ref: string): Asked {
  const transportId = TRANSPORTS[b % 2 === 0 ? 0 : 1];
  const updates = known
    .flatMap((fact) => (fact.type === 'transport.updated' ? fact.body.updates : []))
    .filter((entry) => entry.transportId === transportId);
  const { departurePlanned, arrivalPlanned } = planOf('T-0');
  const changes = [
    { kind: 'estimated', arrival: arrivalPlanned + b * HOUR_MS },
    { kind: 'departed', departure: departurePlanned + b * HOUR_MS },
    { kind: 'arrived', arrival: arrivalPlanned + (b - 2) * HOUR_MS },
    { kind: 'cancelled' },
  ];
  const sequence = updates.length + (a === 7 ? 0 : 1);
  const update = { transportId, sequence, ...at(changes, a) };
  return { by: 'airline', method: 'transport:Update', request: { ref, updates: [update] } };
}

/** Three times of four by the company that may, so that shipments get around. */
function askCustody(known: readonly AnyFact[], { kind, by, to, a, amount }: Command): Asked {
  const offered = known.flatMap((fact) => (fact.type === 'custody.offered' ? [fact] : []));
  const last = offered.at(-1)?.body;
  const isAccepted = known.findLast(({ type }) => type.startsWith('custody.'))?.type === 'custody.accepted';
  const custodian = isAccepted ? last?.to : (last?.from ?? forwarder);
  const entitled = kind === 'accept' ? last?.to : custodian;
  const caller = amount % 4n === 0n ? by : (companyOf(entitled) ?? by);
  const latest = { shipmentId: SHIPMENT, sequence: Math.max(1, offered.length) };
  if (kind === 'accept') return { by: caller, method: 'shipment:AcceptCustody', request: latest };
  if (kind === 'withdraw') return { by: caller, method: 'shipment:WithdrawOffer', request: latest };
  const { arrivalPlanned } = planOf('T-0');
  const delivery = { shipmentId: SHIPMENT, at: arrivalPlanned, place: 'LAX' };
  if (kind === 'deliver') return { by: caller, method: 'shipment:Deliver', request: delivery };
  const sequence = offered.length + (a === 7 ? 0 : 1);
  const offer = { shipmentId: SHIPMENT, sequence, to: COMPANIES[to] };
  return { by: caller, method: 'shipment:OfferCustody', request: offer };
}

function companyOf(mspId: string | undefined): Company | undefined {
  return (Object.keys(COMPANIES) as Company[]).find((name) => COMPANIES[name] === mspId);
}

function holdersOf({ a }: Command): readonly [TestHolder, TestHolder] {
  const [first, second] = HOLDERS;
  return a % 2 === 0 ? [first, second] : [second, first];
}

function versionsOf(known: readonly AnyFact[]): number {
  return known.filter((fact) => fact.type === 'loyalty.terms').length;
}

/** One of few journeys, so that some are asked for twice. */
function askJourneys(known: readonly AnyFact[], wanted: Command, ref: string): Asked {
  const [holder] = holdersOf(wanted);
  const { b, amount } = wanted;
  const kind = wanted.kind === 'accrue' ? 'accrual' : 'compensation';
  const earned = earnedBy(holder, `T-${b}-${amount % 4n}`, { amount: amount % 5000n, kind });
  const request = { programme, ref, termsVersion: versionsOf(known) - 1 };
  return kind === 'accrual'
    ? { by: 'airline', method: 'loyalty:Accrue', request: { ...request, accruals: [earned] } }
    : { by: 'airline', method: 'loyalty:Compensate', request: { ...request, compensations: [earned] } };
}

function askPoints(known: readonly AnyFact[], wanted: Command, ref: string): Asked {
  const { kind, a, b, amount } = wanted;
  const [holder, other] = holdersOf(wanted);
  if (kind === 'terms') {
    const request = { ...TERMS, programme, version: versionsOf(known), milliPointsPerKm: b * 500 };
    return { by: 'airline', method: 'loyalty:SetTerms', request };
  }
  const lots = lotsOf(known);
  const chosen = [...new Set([at(lots, a), b % 2 === 0 ? at(lots, a) : at(lots, b)])];
  const named = chosen.filter((lot) => lot !== undefined);
  if (named.length === 0) return undefined;
  const inputs = named.map(({ lotId }) => lotId);
  const origins = named.map(({ maker }) => factDigest(factToBytes(maker)));
  const order = { ref, inputs, origins, amount };
  return kind === 'transfer'
    ? {
        by: 'airline',
        method: 'loyalty:Transfer',
        request: signedTransfer(holder, { ...order, to: other.id }),
      }
    : {
        by: 'caterer',
        method: 'loyalty:Redeem',
        request: signedRedemption(holder, { ...order, partner: caterer }),
      };
}

function askSettlement(known: readonly AnyFact[], { kind, a, b }: Command, ref: string): Asked {
  if (kind === 'settle') {
    const proposals = known.filter((fact) => fact.type === 'loyalty.settlementProposed');
    const settlementId = at(proposals, a)?.key.slice('settlement/'.length);
    if (settlementId === undefined) return undefined;
    return { by: 'airline', method: 'loyalty:AcceptSettlement', request: { settlementId } };
  }
  const redemptions = known.filter((fact) => fact.type === 'loyalty.spent' && fact.body.claim !== undefined);
  const claims = [...new Set([at(redemptions, a)?.ref, at(redemptions, b)?.ref])]
    .filter((claim) => claim !== undefined)
    .map((claim) => `${airline}/${claim}`);
  if (claims.length === 0) return undefined;
  return {
    by: 'caterer',
    method: 'loyalty:ProposeSettlement',
    request: { ref, counterparty: airline, claims },
  };
}

function ask(known: readonly AnyFact[], wanted: Command, ref: string): Asked {
  switch (wanted.kind) {
    case 'update':
      return askTransport(known, wanted, ref);
    case 'offer':
    case 'accept':
    case 'withdraw':
    case 'deliver':
      return askCustody(known, wanted);
    case 'propose':
    case 'settle':
      return askSettlement(known, wanted, ref);
    case 'wait':
      return undefined;
    case 'accrue':
    case 'compensate':
      return askJourneys(known, wanted, ref);
    case 'transfer':
    case 'redeem':
    case 'terms':
      return askPoints(known, wanted, ref);
  }
}

/** What a command calls by now, whether it is permitted or not; `undefined` when there is nothing to call it on. */
export function commandToCall(world: World, wanted: Command, ref: string): MemoryCall | undefined {
  const asked = ask(heldFacts(world), wanted, ref);
  if (asked === undefined) return undefined;
  return { as: world.admins[asked.by], method: asked.method, request: asked.request };
}
