import { isVouched } from '../company/life';
import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { toFound, type FactReader, type Found } from '../fact/reader';
import { readProductClassWith, type HeldProductClass } from './class-life';
import { itemsRecalled } from './facts';
import type { ItemsRecalled, RecallAnswered } from './recall';

/** A sealed recall. */
export type SealedRecall = Sealed<Fact<'product.recalled', ItemsRecalled>>;

/** A recall that holds. */
export interface HeldRecall {
  readonly recallId: string;
  readonly sealed: SealedRecall;
}

/** The recall of that id, or why it does not hold. */
export async function readRecall(reader: FactReader, recallId: string): Promise<Found<HeldRecall>> {
  const key = itemsRecalled.key.build({ recall: recallId });
  const found = toFound(await reader.read({ mspId: ownerOf(recallId), key }), itemsRecalled, key);
  if (found === undefined || 'rejected' in found) return found;
  const sealed = found.found;
  return (await recallHolds(reader, sealed))
    ? { found: { recallId, sealed } }
    : { rejected: { key, reason: 'void' } };
}

/** Whether the class is one of the company that recalls, and its rule is kept. */
export async function recallHolds(reader: FactReader, { fact }: SealedRecall): Promise<boolean> {
  const { classId, class: digest } = fact.body;
  const held: HeldProductClass | undefined = await readProductClassWith(reader, { classId, digest });
  return held !== undefined && isVouched(held.rule, { self: ownerOf(classId) }, fact);
}

/** Whether an answer is about a recall that holds. */
export async function answerHolds(reader: FactReader, answer: RecallAnswered): Promise<boolean> {
  const found = await readRecall(reader, answer.recallId);
  return found !== undefined && 'found' in found && found.found.sealed.digest === answer.recall;
}
