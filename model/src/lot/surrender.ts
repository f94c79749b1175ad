import { ofType, type FactReader } from '../fact/reader';
import { dealClosed, lotMoved } from './facts';
import { readOrigin } from './made-lots';
import { movingHolds, movingOf } from './moves-life';

/** Whether the fact with that digest holds and surrenders the title of a shipment. */
export async function surrendersTitle(
  reader: FactReader,
  surrender: { readonly digest: string; readonly shipment: string },
): Promise<boolean> {
  const moving = movingOf(await reader.follow(surrender.digest));
  if (moving === undefined) return false;
  const reading = { status: 'sealed', sealed: moving } as const;
  const moves = ofType(reading, dealClosed)?.fact.body.moves ?? [ofType(reading, lotMoved)?.fact.body];
  for (const move of moves) {
    const [input] = move?.kind === 'surrender' ? move.inputs : [];
    // All inputs of a move are about the same shipment.
    const title = input && (await readOrigin(reader, input));
    if (title?.shipment === surrender.shipment) return await movingHolds(reader, moving);
  }
  return false;
}
