import { forgedFact } from '@kontti/chaincode/testing/forged-fact';
import type { MemoryCall } from '@kontti/chaincode/testing/memory-ledger';
import { COMPANIES, type Company, type World } from '@kontti/chaincode/testing/world';
import { CONTRADICTION_KINDS, MARK_KINDS, type ItemRecord } from '@kontti/model';
import type { Seeded } from '../adversary/seeded';
import { recordedFacts } from './recorded-facts';

const { airline, caterer } = COMPANIES;
const NAMES = Object.keys(COMPANIES) as Company[];

/** The classes: of the first anybody says what it did with its items, of the second the caterer reports steps too. */
export const CHALLENGED = `${airline}/cell`;
export const ENFORCED = `${airline}/watch`;

const CHALLENGED_ITEMS = [0, 1, 2].map((n) => `${airline}/cells/${n}`);
const ENFORCED_ITEMS = [0, 1, 2].map((n) => `${airline}/watches/${n}`);
const NO_ITEMS = [`${airline}/cells/10`, `${caterer}/cells/0`];

/** Makes both classes, and items of each. */
export async function prepareProducts({ ledger, admins: { airline: as } }: World): Promise<void> {
  const submit = (method: string, request: object) => ledger.submit({ as, method, request });
  const challenged = { name: 'cell', regime: 'challenged', reporters: [], runLength: 10 };
  await submit('product:SetClass', { ...challenged, classId: CHALLENGED, version: 0 });
  const enforced = { name: 'watch', regime: 'enforced', reporters: [caterer] };
  await submit('product:SetClass', { ...enforced, classId: ENFORCED, version: 0 });
  const cells = { classId: CHALLENGED, version: 0, ref: 'cells', run: { first: 0, count: 10 } };
  await submit('product:Make', cells);
  const watches = { classId: ENFORCED, version: 0, ref: 'watches', serials: ['0', '1', '2'] };
  await submit('product:Make', watches);
}

/** One command: a call that has a chance, by whoever. */
export async function someCall(world: World, seeded: Seeded, ref: string): Promise<MemoryCall> {
  const as = world.admins[seeded.pick(NAMES)];
  const make = [makeCall, recallCall, contradictCall, linkCall, linkCall, markCall, markCall];
  const { method, request, by } = await seeded.pick(make)(world, seeded);
  const caller = by === undefined || seeded.once(6) ? as : world.admins[by];
  return { as: caller, method, request: { ref, ...request } };
}

interface Command {
  readonly method: string;
  readonly request: object;
  /** Who may, where not everybody may. */
  readonly by?: Company;
}

type MakeCommand = (world: World, seeded: Seeded) => Promise<Command> | Command;

const makeCall: MakeCommand = (_world, seeded) => {
  const run = { first: seeded.int(30) * 5, count: 1 + seeded.int(11) };
  const serials = seeded.some(['0', '1', '2', '3', '4', '5', '6', '7']);
  const isEnforced = seeded.once(2);
  const request = isEnforced
    ? { classId: ENFORCED, version: 0, serials }
    : { classId: CHALLENGED, version: 0, ...(seeded.once(3) ? { serials } : { run }) };
  return { method: 'product:Make', request, by: 'airline' };
};

const recallCall: MakeCommand = (_world, seeded) => {
  const items = seeded.some(CHALLENGED_ITEMS);
  const request = { classId: CHALLENGED, reason: 'swells', items, batches: [] };
  return { method: 'product:Recall', request, by: 'airline' };
};

const linkCall: MakeCommand = async (world, seeded) => {
  const [child, parent] = [someItem(seeded), someItem(seeded)];
  const after = lastOf(world, seeded, 'product.linked');
  const step = await stepOf(world, seeded, child);
  const isAdd = seeded.int(3) > 0;
  const group = { parent, children: [child], ...step.entry };
  const follows = step.by === undefined && (!isAdd || seeded.once(3)) && after !== undefined ? { after } : {};
  const kind = seeded.pick(['installed', 'installed', 'transformed']);
  const request = { kind, action: isAdd ? 'add' : 'remove', groups: [{ ...group, ...follows }] };
  return { method: 'product:Link', request, ...(step.by === undefined ? {} : { by: step.by }) };
};

const markCall: MakeCommand = async (world, seeded) => {
  const items = someItem(seeded);
  const step = await stepOf(world, seeded, items);
  const after = step.by === undefined && seeded.once(3) ? lastOf(world, seeded, 'product.marked') : undefined;
  const kind = seeded.pick(['sold', 'sold', 'returned', ...MARK_KINDS]);
  const mark = { items, kind, ...step.entry, ...(after === undefined ? {} : { after }) };
  return { method: 'product:Mark', request: { marks: [mark] }, ...(step.by && { by: step.by }) };
};

const contradictCall: MakeCommand = (world, seeded) => {
  const facts = recordedFacts(world, 'product').slice(4);
  const kind = seeded.pick(CONTRADICTION_KINDS);
  const wanted =
    { soldTwice: 'product.marked', sameSerial: 'product.made' }[kind as string] ?? 'product.linked';
  const fitting = facts.filter(({ fact }) => fact.type === wanted || seeded.once(8));
  const chosen = [0, 1].map(() => (fitting.length === 0 ? 'a'.repeat(64) : seeded.pick(fitting).digest));
  const evidence = chosen.map((fact) => ({ fact, index: kind === 'sameSerial' ? seeded.int(3) : 0 }));
  const item = kind === 'cycle' || kind === 'sameSerial' ? {} : { item: seeded.pick(CHALLENGED_ITEMS) };
  return { method: 'product:Contradict', request: { kind, evidence, ...item } };
};

function someItem(seeded: Seeded): string {
  if (seeded.once(12)) return seeded.pick(NO_ITEMS);
  return seeded.pick(seeded.once(2) ? CHALLENGED_ITEMS : ENFORCED_ITEMS);
}

/** The step that is next for an enforced item, or now and then another one. */
async function stepOf(
  { ledger, admins }: World,
  seeded: Seeded,
  itemId: string,
): Promise<{ readonly entry: { readonly number?: number }; readonly by?: Company }> {
  if (!itemId.startsWith(`${airline}/watches/`)) return { entry: {} };
  const call = { as: admins.retailer, method: 'product:GetItem', request: { itemId } };
  const { nextNumber = 1 } = (await ledger.simulate(call)).result as ItemRecord;
  const number = seeded.once(8) ? 1 + seeded.int(4) : nextNumber;
  return { entry: { number }, by: seeded.pick(['airline', 'caterer'] as const) };
}

function lastOf(world: World, seeded: Seeded, type: string): string | undefined {
  const facts = recordedFacts(world, 'product').filter(({ fact }) => fact.type === type);
  return facts.length === 0 ? undefined : seeded.pick(facts).digest;
}

/** What a coalition seals without any contract: steps that no state allows, runs that overlap, statements about nothing. */
export function forge(world: World, seeded: Seeded, ref: string): void {
  const coalition = Object.values(COMPANIES);
  const by = seeded.pick(coalition);
  const { digest } = recordedFacts(world, 'product')[0] ?? { digest: 'a'.repeat(64) };
  const item = seeded.pick([...ENFORCED_ITEMS, ...NO_ITEMS]);
  const isEnforced = item.includes('/watches/');
  const number = isEnforced ? { number: 1 + seeded.int(5) } : {};
  const marks = [{ items: item, kind: seeded.pick(MARK_KINDS), ...number }];
  const run = { run: { first: seeded.int(3) * 5, count: 12 }, runNumber: seeded.int(9) };
  const sale = {
    kind: 'soldTwice',
    item: CHALLENGED_ITEMS[0],
    evidence: [0, 1].map((index) => ({ fact: digest, index })),
  };
  const contents = [
    { type: 'product.marked', key: `marks/${by}/${ref}`, body: { marks } },
    {
      type: 'product.made',
      key: `items/${airline}/${ref}`,
      body: { classId: CHALLENGED, class: digest, ...run },
    },
    { type: 'product.contradicted', key: `contradiction/${by}/${ref}`, body: sale },
  ];
  const { writes } = forgedFact(seeded.pick(contents) as never);
  world.ledger.forge({ coalition, writes });
}
