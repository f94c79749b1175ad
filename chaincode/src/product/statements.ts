import {
  itemRangeOf,
  itemsContradicted,
  itemsLinked,
  itemsMade,
  itemsMarked,
  itemsRecalled,
  ofType,
  type Evidence,
  type FactReading,
  type Page,
  type Sealed,
  type StatementQuery,
  type StatementRecord,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import { listByTime } from '../kernel/list-entries';
import { sourceOf } from '../kernel/receipt';

const STATEMENTS = [itemsLinked, itemsMarked, itemsRecalled, itemsContradicted] as const;

/** Lists a statement once under each fact of items that it is about. */
export async function listStatement(ledger: Ledger, held: Sealed): Promise<void> {
  const { fact, digest } = held;
  const about = await itemsOf(ledger, { status: 'sealed', sealed: held });
  for (const items of about) {
    ledger.lists.add(listByTime('statement', items), { id: fact.key, at: fact.at, digest });
  }
}

/** Links, marks, recalls and contradictions about items that were made together, by ledger time. */
export async function queryStatements(
  ledger: Ledger,
  { items, pageSize, bookmark }: StatementQuery,
): Promise<Page<StatementRecord>> {
  return await ledger.lists.page({
    list: listByTime('statement', items),
    pageSize,
    bookmark,
    show: async (key) => {
      const company = key.split('/')[1] ?? '';
      if (!STATEMENTS.some((each) => each.key.parse(key) !== undefined)) return undefined;
      const reading = await ledger.facts.read({ mspId: company, key });
      if (reading.status === 'absent') return undefined;
      if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
      const { sealed } = reading;
      if (!(await itemsOf(ledger, reading)).has(items)) return undefined;
      if (!(await ledger.facts.judge(sealed)).holds) return { rejected: { key, reason: 'void' } };
      const { type, at } = sealed.fact;
      const record = { type, company, recordedAt: at, ...sourceOf(sealed) };
      return { record, entry: { at, digest: sealed.digest } };
    },
  });
}

/** The facts that made the items of a statement; of a contradiction, those that made the items of its evidence. */
async function itemsOf(ledger: Ledger, reading: FactReading): Promise<ReadonlySet<string>> {
  const contradicted = ofType(reading, itemsContradicted)?.fact.body;
  const behind = (contradicted?.evidence ?? []).map((each) => textsBehind(ledger, each));
  const texts = [
    ...(ofType(reading, itemsLinked)?.fact.body.groups ?? []).flatMap((each) => [
      each.parent,
      ...each.children,
    ]),
    ...(ofType(reading, itemsMarked)?.fact.body.marks ?? []).map((each) => each.items),
    ...(ofType(reading, itemsRecalled)?.fact.body.items ?? []),
    ...(contradicted?.item === undefined ? [] : [contradicted.item]),
    ...(await Promise.all(behind)).flat(),
  ];
  return new Set(texts.map((text) => itemRangeOf(text).items));
}

/** The items that one statement of a contradiction names first. */
async function textsBehind(ledger: Ledger, { fact: digest, index }: Evidence): Promise<readonly string[]> {
  const reading = await ledger.facts.follow(digest);
  const made = ofType(reading, itemsMade);
  const parts = made === undefined ? undefined : itemsMade.key.parse(made.fact.key);
  if (parts !== undefined) return [`${parts.company}/${parts.ref}/${index}`];
  const group = ofType(reading, itemsLinked)?.fact.body.groups[index];
  const mark = ofType(reading, itemsMarked)?.fact.body.marks[index];
  return [...(group === undefined ? [] : [group.parent]), ...(mark === undefined ? [] : [mark.items])];
}
