import { buildKey, ownerOf } from '@kontti/model';
import type { AnyFact } from '@kontti/model';

/** A key in a company's seal collection that has to hold the fact's digest besides the fact's own seal. */
export interface Marker {
  readonly mspId: string;
  readonly key: string;
}

/**
 * The markers without which a fact does not count, as far as its own content tells: each lot that a spend uses up is marked as spent,
 * each journey that is compensated is marked as compensated.
 */
export function markersDemandedBy(fact: AnyFact): Marker[] {
  if (fact.type === 'loyalty.spent') {
    return fact.body.inputs.map((lot) => ({ mspId: ownerOf(lot), key: buildKey('spent', { lot }) }));
  }
  if (fact.type === 'loyalty.lots' && fact.body.origin === 'compensation') {
    const { programme, lots } = fact.body;
    return lots.map(({ transportId: transport, holder }) => ({
      mspId: ownerOf(programme),
      key: buildKey('compensated', { programme, transport, holder }),
    }));
  }
  return [];
}
