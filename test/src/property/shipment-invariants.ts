import type { World } from '@kontti/chaincode/testing/world';
import { custodyKey, type AnyFact } from '@kontti/model';
import { movesOf, recordedLotFacts } from './lot-facts';
import { isHeld, recordedFacts, type RecordedFact } from './recorded-facts';
import { recordedTitles } from './shipment-commands';
import type { Violations } from './lot-invariants';

async function heldOf(
  world: World,
  facts: readonly RecordedFact[],
  trustsAll: boolean,
): Promise<RecordedFact[]> {
  const held: RecordedFact[] = [];
  for (const each of facts) {
    if (trustsAll || (await isHeld(world, each.fact))) held.push(each);
  }
  return held;
}

function shipmentOf({ key }: AnyFact): string {
  return custodyKey.parse(key)?.shipment ?? '';
}

/**
 * What contradicts: a shipment with two titles; one that is delivered or taken back while its title is not surrendered; one with more than one end;
 * one that is taken back after another company had it. The rules are written down once more here, on their own.
 */
export async function findViolations(
  world: World,
  { trustsAll }: { readonly trustsAll: boolean },
): Promise<Violations> {
  const held = await heldOf(world, recordedFacts(world, 'shipment', 'custody'), trustsAll);
  const lots = await heldOf(world, recordedLotFacts(world), trustsAll);
  const heldKeys = new Set(lots.map(({ fact }) => fact.key));
  const titles = recordedTitles(world).filter(({ key }) => heldKeys.has(key));
  const issued = lots.flatMap(({ fact }) =>
    fact.type === 'lot.issued' ? fact.body.lots.flatMap(({ shipment }) => shipment ?? []) : [],
  );
  const surrendered = new Set(
    lots.flatMap(({ fact }) =>
      movesOf(fact).flatMap(({ move }) =>
        move.kind !== 'surrender'
          ? []
          : move.inputs.flatMap(({ lot }) => titles.find(({ lotId }) => lotId === lot)?.shipment ?? []),
      ),
    ),
  );
  const violations = [...new Set(issued)]
    .filter((id) => issued.filter((each) => each === id).length > 1)
    .map((id) => `${id}: has two titles`);
  const ends = held.filter(
    ({ fact }) => fact.type === 'shipment.delivered' || fact.type === 'shipment.cancelled',
  );
  for (const { fact } of ends) {
    const id = shipmentOf(fact);
    const wrong = (what: string): number => violations.push(`${id}: ${fact.type}, ${what}`);
    if (issued.includes(id) && !surrendered.has(id)) wrong('its title is not surrendered');
    if (ends.filter((end) => shipmentOf(end.fact) === id).length > 1) wrong('and another end');
    const hasMoved = held.some(
      (each) => each.fact.type === 'custody.accepted' && each.fact.key.startsWith(`custody/${id}/`),
    );
    if (fact.type === 'shipment.cancelled' && hasMoved) wrong('after custody moved');
  }
  return violations;
}
