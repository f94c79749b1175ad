import type { World } from '@kontti/chaincode/testing/world';
import type { AnyFact, MovedLots } from '@kontti/model';
import { recordedFacts, type RecordedFact } from './recorded-facts';

/** A lot as some recorded fact made it. */
export interface RecordedLot {
  readonly lotId: string;
  readonly classId: string;
  readonly class: string;
  readonly holder: string;
  readonly quantity: bigint;
  readonly expiresAt?: number | undefined;
  readonly dueAt?: number | undefined;
  readonly pledge?: { readonly to: string; readonly secures: string } | undefined;
  readonly maker: RecordedFact;
}

/** Every fact about lots that is recorded, in the order of transactions. */
export function recordedLotFacts(world: World): RecordedFact[] {
  return recordedFacts(world, 'lot', 'deal');
}

/** The moves of a fact, each with the company that hands it in. */
export function movesOf(fact: AnyFact): readonly { readonly company: string; readonly move: MovedLots }[] {
  if (fact.type === 'lot.moved') return [{ company: fact.key.split('/')[1] ?? '', move: fact.body }];
  return fact.type === 'deal.closed' ? fact.body.moves.map((move) => ({ company: move.company, move })) : [];
}

/** The lots that recorded facts say they make. */
export function recordedLots(facts: readonly RecordedFact[]): RecordedLot[] {
  return facts.flatMap((maker) => {
    const { fact } = maker;
    const company = fact.key.split('/')[1] ?? '';
    if (fact.type === 'lot.issued') {
      const { classId, class: version, lots } = fact.body;
      return lots.map((lot, n) => ({
        ...{ lotId: `${company}/${fact.ref}/${n}`, classId, class: version, maker },
        ...{ holder: lot.holder, quantity: lot.quantity, expiresAt: lot.expiresAt, dueAt: lot.dueAt },
      }));
    }
    const made = movesOf(fact).flatMap(({ move }) => move.outputs.map((lot) => ({ move, lot })));
    const name = fact.type === 'lot.moved' ? `${company}/${fact.ref}/m` : `${fact.key.slice(5, -4)}/d`;
    return made.map(({ move: { classId, class: version }, lot }, n) => ({
      ...{ lotId: `${name}${n}`, classId, class: version, maker },
      ...{ holder: lot.holder, quantity: lot.quantity, expiresAt: lot.expiresAt, dueAt: lot.dueAt },
      pledge: lot.pledge,
    }));
  });
}
