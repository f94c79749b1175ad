import { COMPANIES, type World } from '@kontti/chaincode/testing/world';
import type { AnyFact, ItemRecord } from '@kontti/model';
import { CHALLENGED, ENFORCED } from './product-commands';
import { isHeld, recordedFacts, type RecordedFact } from './recorded-facts';

const { airline, caterer } = COMPANIES;

type Made = Extract<AnyFact, { type: 'product.made' }>;

/** What is said of one item: by whom, and after what. */
interface Said {
  readonly by: string;
  readonly digest: string;
  readonly item: string;
  readonly what: string;
  readonly parent?: string | undefined;
  readonly number?: number | undefined;
  readonly after?: string | undefined;
}

/** Whether an item is one of those that were made. */
function isMade(items: readonly Made[], item: string): boolean {
  const [company = '', ref = '', number = ''] = item.split('/');
  const made = items.find(({ key }) => key === `items/${company}/${ref}`)?.body;
  return Number(number) < (made?.serials?.length ?? made?.run?.count ?? 0);
}

/** The statements of a fact: all have one entry about one item. */
function saidBy({ fact, digest }: RecordedFact): Said[] {
  const by = fact.key.split('/')[1] ?? '';
  if (fact.type === 'product.marked') {
    return fact.body.marks.map(({ items: item, kind: what, number, after }) => ({
      ...{ by, digest, item, what, number, after },
    }));
  }
  if (fact.type !== 'product.linked') return [];
  const { action, kind, groups } = fact.body;
  return groups.map(({ parent, children: [item = ''], number, after }) => ({
    ...{ by, digest, item, number, after, parent },
    what: kind === 'transformed' && action === 'add' ? 'used' : action,
  }));
}

/**
 * What does not add up. The rules are written down once more here: runs of a class have no number twice, statements are about items that
 * were made, an enforced item is sold once until it comes back and is in one other item, and what is shown as a contradiction is one.
 */
export async function findViolations(
  world: World,
  { trustsAll }: { readonly trustsAll: boolean },
): Promise<readonly string[]> {
  const held: RecordedFact[] = [];
  for (const each of recordedFacts(world, 'product')) {
    if (trustsAll || (await isHeld(world, each.fact))) held.push(each);
  }
  const items = held.flatMap(({ fact }) => (fact.type === 'product.made' ? [fact] : []));
  const said = held.flatMap(saidBy);
  const violations = said
    .flatMap(({ item, parent }) => [item, ...(parent === undefined ? [] : [parent])])
    .filter((item) => !isMade(items, item))
    .map((item) => `${item} was never made`);
  const serials = serialsOf(items, ENFORCED);
  if (new Set(serials).size !== serials.length) {
    violations.push('a serial number of an enforced class is there twice');
  }
  const numbers = serialsOf(
    items.filter(({ body }) => body.run !== undefined),
    CHALLENGED,
  );
  if (new Set(numbers).size !== numbers.length) violations.push('runs overlap');
  for (const item of new Set(said.filter(({ number }) => number !== undefined).map((each) => each.item))) {
    violations.push(...(await checkSteps(world, said, item)));
  }
  return [...violations, ...held.flatMap(({ fact }) => checkContradiction(fact, held))];
}

function serialsOf(items: readonly Made[], classId: string): string[] {
  return items
    .filter(({ body }) => body.classId === classId)
    .flatMap(({ body: { serials, run } }) =>
      run === undefined
        ? (serials ?? [])
        : Array.from({ length: run.count }, (_, n) => String(run.first + n)),
    );
}

/** Walks the steps of an item in their order, and compares with what a company is shown. */
async function checkSteps({ ledger, admins }: World, all: readonly Said[], item: string): Promise<string[]> {
  const steps = all
    .filter((each) => each.item === item)
    .toSorted((left, right) => (left.number ?? 0) - (right.number ?? 0));
  const wrong = (what: string): string[] => [`${item}: ${what}`];
  if (new Set(steps.map(({ number }) => number)).size !== steps.length) {
    return wrong('two steps have one number');
  }
  let status = 'made';
  let inside: string | undefined;
  for (const { by, what, parent } of steps) {
    if (![airline, caterer].includes(by as typeof airline)) return wrong(`${by} reports a step`);
    if (['dispensed', 'decommissioned'].includes(status) && what !== 'remove') {
      return wrong(`${what} after ${status}`);
    }
    if (['sold', 'dispensed'].includes(what) && ['sold', 'stolen', 'quarantined'].includes(status)) {
      return wrong(`${what} while ${status}`);
    }
    if (what === 'returned' && status !== 'sold') return wrong('comes back unsold');
    if (what === 'remove' && inside !== parent) return wrong('is taken out of where it is not');
    if ((what === 'add' || what === 'used') && inside !== undefined) return wrong('is in two others');
    if (parent === undefined) status = what;
    else inside = what === 'remove' ? undefined : parent;
  }
  const call = { as: admins.retailer, method: 'product:GetItem', request: { itemId: item } };
  const shown = (await ledger.simulate(call)).result as ItemRecord | undefined;
  return shown?.status === status && shown.parent === inside ? [] : wrong(`is not shown as ${status}`);
}

function checkContradiction(fact: AnyFact, held: readonly RecordedFact[]): string[] {
  if (fact.type !== 'product.contradicted') return [];
  const { kind, item, evidence } = fact.body;
  const behind = evidence.map(({ fact: digest }) => held.find((each) => each.digest === digest));
  const wrong = [`${fact.key}: ${kind} contradicts nothing`];
  if (kind === 'sameSerial') {
    const serials = behind.map((each, n) =>
      each?.fact.type === 'product.made'
        ? `${each.fact.body.classId} ${serialsOf([each.fact], each.fact.body.classId)[evidence[n]?.index ?? 0] ?? ''}`
        : '',
    );
    return serials[0] !== '' && serials[0] === serials[1] ? [] : wrong;
  }
  const [left, right] = behind.map((each) => (each === undefined ? undefined : saidBy(each)[0]));
  if (left === undefined || right === undefined) return wrong;
  if (kind === 'cycle') {
    const isCycle = left.parent === right.item && right.parent === left.item;
    const isFirst = left.after === undefined && right.after === undefined;
    return isCycle && isFirst && left.what !== 'remove' && right.what !== 'remove' ? [] : wrong;
  }
  const isSame = left.item === item && right.item === item && left.after === right.after;
  const whats = { soldTwice: ['sold', 'dispensed'], twoParents: ['add'], endedTwice: ['remove'] }[kind];
  const isMeant = [left, right].every(({ what }) => whats.includes(what));
  return isSame && isMeant && (kind !== 'twoParents' || left.parent !== right.parent) ? [] : wrong;
}
