import type { Fact, Sealed } from '../fact/define-fact';
import { verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import { readProductClassWith } from './class-life';
import { isContradiction } from './contradiction-life';
import type { ItemsContradicted } from './contradiction';
import { productClass } from './facts';
import { ItemsReader, heldItems } from './items-life';
import type { ItemsMade } from './items';
import type { ItemsLinked } from './links';
import type { ItemsMarked } from './marks';
import type { ProductClass } from './product-class';
import { answerHolds, recallHolds } from './recall-life';
import type { ItemsRecalled, RecallAnswered } from './recall';
import { linkHolds, markHolds } from './statements-life';

const classHolds: Judge<Fact<'product.class', ProductClass>> = async (reader, { fact, digest }) => {
  const classId = productClass.key.parse(fact.key)?.productClass ?? '';
  return verdictOf((await readProductClassWith(reader, { classId, digest })) !== undefined);
};

const itemsHold: Judge<Fact<'product.made', ItemsMade>> = async (reader, sealed) =>
  verdictOf((await heldItems(reader, sealed)) !== undefined);

const linksHold: Judge<Fact<'product.linked', ItemsLinked>> = async (reader, sealed) => {
  const items = new ItemsReader(reader);
  const groups = sealed.fact.body.groups.map((_, index) => linkHolds(reader, sealed, index, items));
  return verdictOfEntries(await Promise.all(groups));
};

const marksHold: Judge<Fact<'product.marked', ItemsMarked>> = async (reader, sealed) => {
  const items = new ItemsReader(reader);
  const marks = sealed.fact.body.marks.map((_, index) => markHolds(reader, sealed, index, items));
  return verdictOfEntries(await Promise.all(marks));
};

const recallIsHeld: Judge<Fact<'product.recalled', ItemsRecalled>> = async (reader, sealed) =>
  verdictOf(await recallHolds(reader, sealed));

const answerIsHeld: Judge<Fact<'product.answered', RecallAnswered>> = async (reader, sealed) =>
  verdictOf(await answerHolds(reader, sealed.fact.body));

const contradictionIsHeld = async (
  reader: Parameters<Judge>[0],
  sealed: Sealed<Fact<'product.contradicted', ItemsContradicted>>,
) => verdictOf(await isContradiction(reader, sealed.fact.body));

/** How each fact of products is judged. */
export const PRODUCT_JUDGES = {
  'product.class': classHolds,
  'product.made': itemsHold,
  'product.linked': linksHold,
  'product.marked': marksHold,
  'product.recalled': recallIsHeld,
  'product.answered': answerIsHeld,
  'product.contradicted': contradictionIsHeld,
};
