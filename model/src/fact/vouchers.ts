import { ModelError } from '../errors.js';
import type { FactType } from './bodies.js';
import type { AnyFactContent } from './fact.js';
import { ownerOf, parseKey, type KeyKind, type ParsedKey } from './keys.js';

/** The one kind of key under which each type of fact stands. */
export const FACT_KEY_KINDS = {
  'company.registered': 'company',
  'company.rule': 'rule',
  'company.places': 'places',
  'device.registered': 'device',
  'device.revoked': 'deviceRevoked',
  'transport.planned': 'transports',
  'transport.updated': 'updates',
  'shipment.consigned': 'shipment',
  'shipment.milestones': 'milestones',
  'custody.offered': 'offer',
  'custody.withdrawn': 'offerWithdrawn',
  'custody.accepted': 'offerAccepted',
  'shipment.delivered': 'delivery',
  'loyalty.terms': 'terms',
  'loyalty.lots': 'lots',
  'loyalty.spent': 'spend',
  'loyalty.settlementProposed': 'settlement',
  'loyalty.settled': 'settlementAccepted',
} as const satisfies Record<FactType, KeyKind>;

/**
 * The key of a fact, taken apart.
 * @throws ModelError `FACT_KEY` when a fact of this type cannot stand under that key
 */
export function keyOfFact(fact: { readonly type: FactType; readonly key: string }): ParsedKey {
  const parsed = parseKey(fact.key);
  const kind = FACT_KEY_KINDS[fact.type];
  if (parsed?.kind !== kind) throw new ModelError({ code: 'FACT_KEY', field: 'key', rule: kind });
  return parsed;
}

/**
 * The MSP id that stands first in the fact's key: whose asset it is about.
 * @throws ModelError `FACT_KEY`
 */
export function keyOwnerOf(fact: { readonly type: FactType; readonly key: string }): string {
  keyOfFact(fact);
  return ownerOf(fact.key.slice(fact.key.indexOf('/') + 1));
}

/**
 * The companies whose seals a fact with this content demands, sorted. Whether a company that the body names (a custodian)
 * really is one is for the chain of facts to say, not for this fact alone.
 * @throws ModelError `FACT_KEY`
 */
export function vouchersDemandedBy(fact: AnyFactContent): string[] {
  const owner = keyOwnerOf(fact);
  switch (fact.type) {
    case 'custody.offered':
    case 'custody.withdrawn':
      return [fact.body.from];
    case 'custody.accepted':
      return distinct([fact.body.from, fact.body.to]);
    case 'shipment.delivered':
      return [fact.body.consignee];
    case 'loyalty.spent':
      return distinct(fact.body.claim === undefined ? [owner] : [owner, fact.body.claim.creditor]);
    case 'loyalty.settled':
      return distinct([owner, fact.body.counterparty]);
    case 'company.registered':
    case 'company.rule':
    case 'company.places':
    case 'device.registered':
    case 'device.revoked':
    case 'transport.planned':
    case 'transport.updated':
    case 'shipment.consigned':
    case 'shipment.milestones':
    case 'loyalty.terms':
    case 'loyalty.lots':
    case 'loyalty.settlementProposed':
      return [owner];
  }
}

/**
 * The vouchers and every company that the fact names and that will rely on it, sorted. All of them together, and nobody
 * less, can later touch the fact and its seals.
 * @throws ModelError `FACT_KEY`
 */
export function partiesOf(fact: AnyFactContent): string[] {
  return distinct([...vouchersDemandedBy(fact), ...counterpartiesOf(fact)]);
}

function counterpartiesOf(fact: AnyFactContent): readonly string[] {
  if (fact.type === 'shipment.consigned') return [fact.body.consignee];
  if (fact.type === 'custody.offered') return [fact.body.to];
  if (fact.type === 'shipment.delivered') return [keyOwnerOf(fact)];
  if (fact.type === 'loyalty.terms') return fact.body.partners;
  if (fact.type === 'loyalty.settlementProposed') return [fact.body.counterparty];
  return [];
}

function distinct(companies: readonly string[]): string[] {
  return [...new Set(companies)].sort();
}
