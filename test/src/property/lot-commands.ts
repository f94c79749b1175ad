import { createTestWallet, orderOf, type TestWallet } from '@kontti/chaincode/testing/lot-wallet';
import { forgedFact } from '@kontti/chaincode/testing/forged-fact';
import { sealKey } from '@kontti/chaincode/testing/memory-state';
import type { MemoryCall } from '@kontti/chaincode/testing/memory-ledger';
import { COMPANIES, HOUR_MS, type Company, type World } from '@kontti/chaincode/testing/world';
import {
  MOVE_KINDS,
  lotsUsedUp,
  spentKey,
  type ClassLotsMoved,
  type MoveKind,
  type MoveOutput,
} from '@kontti/model';
import type { Seeded } from '../adversary/seeded';
import { movesOf, recordedLotFacts, recordedLots, type RecordedLot } from './lot-facts';
import { REVERSAL_DAYS } from './lot-invariants';

const { airline, caterer } = COMPANIES;
const NAMES = Object.keys(COMPANIES) as Company[];

/** The class that moves, and the one of what its pledges secure. */
export const CREDIT = `${airline}/credit`;
export const DEBT = `${airline}/debt`;

/** Each company's class of what it owes. */
const DEBTS = NAMES.map((name) => `${COMPANIES[name]}/debt`);

const CLASS = {
  ...{ version: 0, unit: 'unit', holders: 'both', transfer: 'free', partners: [], redeemAt: [caterer] },
  ...{ validityDays: 4, reversalDays: REVERSAL_DAYS },
};
const WALLETS: readonly TestWallet[] = [createTestWallet(), createTestWallet(2, 3)];
const HOLDERS = [
  ...NAMES.map((name) => `company:${COMPANIES[name]}`),
  ...WALLETS.map(({ holder }) => holder),
];

/** Makes both classes, and something to move. */
export async function prepareLots({ ledger, admins }: World): Promise<void> {
  const submit = async (method: string, request: object): Promise<void> => {
    await ledger.submit({ as: admins.airline, method, request });
  };
  await submit('lot:SetClass', { ...CLASS, classId: CREDIT, kind: 'points' });
  const lots = HOLDERS.map((holder) => ({ holder, quantity: '100' }));
  await submit('lot:Issue', { classId: CREDIT, ref: 'first', version: 0, lots });
  const debts = NAMES.map((name) => ({
    ...{ holder: `company:${COMPANIES[name]}`, quantity: '10' },
    dueAt: ledger.nowMs + HOUR_MS,
  }));
  for (const name of NAMES) {
    const as = admins[name];
    const classId = `${COMPANIES[name]}/debt`;
    const conditions = { ...CLASS, classId, kind: 'obligation' };
    await ledger.submit({ as, method: 'lot:SetClass', request: conditions });
    const request = { classId, ref: 'debts', version: 0, lots: debts };
    await ledger.submit({ as, method: 'lot:Issue', request });
  }
}

/** One command: a call, by who may make it three times of four, or nothing where there is nothing to call it on. */
export function someCall(world: World, seeded: Seeded, ref: string): MemoryCall | undefined {
  if (seeded.once(6)) return issueCall(world, seeded, ref);
  if (seeded.once(4)) return dealCall(world, seeded, ref);
  const lots = recordedLots(recordedLotFacts(world));
  const lot = seeded.pick(seeded.once(5) ? lots : freeLots(world));
  const kind =
    lot.pledge !== undefined && !seeded.once(3)
      ? seeded.pick(['release', 'foreclose'] as const)
      : seeded.pick(MOVE_KINDS);
  const like = lots.filter((each) => each.class === lot.class && each.holder === lot.holder && each !== lot);
  const inputs = kind === 'merge' && like.length > 0 ? [lot, seeded.pick(like)] : [lot];
  return moveCall(world, { seeded, ref, kind, inputs, lots });
}

/** The lots that no recorded move names, all of them where each is named. */
function freeLots(world: World): RecordedLot[] {
  const facts = recordedLotFacts(world);
  const used = new Set(facts.flatMap(({ fact }) => movesOf(fact).flatMap(({ move }) => lotsUsedUp(move))));
  const lots = recordedLots(facts);
  const free = lots.filter(({ lotId }) => !used.has(lotId));
  return free.length > 0 ? free : lots;
}

/** A deal about what companies hold is proposed, agreed to, closed or taken back, by whoever that is three times of four. */
function dealCall(world: World, seeded: Seeded, ref: string): MemoryCall {
  const { admins } = world;
  const facts = recordedLotFacts(world);
  const ended = new Set(facts.map(({ fact }) => fact.key).filter((key) => key.endsWith('/end')));
  const open = facts.filter(({ fact }) => fact.type === 'deal.proposed' && !ended.has(`${fact.key}/end`));
  if (open.length === 0 || seeded.once(4)) {
    return seeded.once(2) ? nettingCall(world, seeded, ref) : proposeCall(world, seeded, ref);
  }
  const { fact, digest } = seeded.pick(open);
  const dealId = fact.key.slice('deal/'.length);
  const parties = fact.type === 'deal.proposed' ? fact.body.parties : [];
  const keys = new Set(facts.map((each) => each.fact.key));
  const missing = parties.find(
    (company) => !dealId.startsWith(`${company}/`) && !keys.has(`${fact.key}/agreed/${company}`),
  );
  const by = (seeded.once(6) ? undefined : nameOf(missing ?? parties[0])) ?? seeded.pick(NAMES);
  if (missing !== undefined && !seeded.once(8)) {
    return { as: admins[by], method: 'lot:AgreeDeal', request: { dealId, digest } };
  }
  const method = seeded.once(8) ? 'lot:WithdrawDeal' : 'lot:CloseDeal';
  return { as: admins[by], method, request: { dealId } };
}

/** Some of what companies owe one another is to be netted, now and then something that cannot be. */
function nettingCall(world: World, seeded: Seeded, ref: string): MemoryCall {
  const { ledger, admins } = world;
  const free = freeLots(world);
  const owed = free.filter(({ classId, pledge }) => DEBTS.includes(classId) && pledge === undefined);
  const from = seeded.once(8) || owed.length === 0 ? free : owed;
  const lots = [...new Set(Array.from({ length: 1 + seeded.int(8) }, () => seeded.pick(from)))];
  const obligations = lots.map(({ lotId, maker }) => ({ lot: lotId, origin: maker.digest }));
  const by = nameOf(lots[0]?.classId.split('/')[0]) ?? seeded.pick(NAMES);
  const expiresAt = ledger.nowMs + seeded.int(96) * HOUR_MS + 1;
  return { as: admins[by], method: 'lot:ProposeNetting', request: { ref, obligations, expiresAt } };
}

function proposeCall(world: World, seeded: Seeded, ref: string): MemoryCall {
  const { ledger, admins } = world;
  const lots = freeLots(world).filter(({ holder }) => holder.startsWith('company:'));
  const anybody = seeded.pick(NAMES);
  const chosen = lots.length === 0 ? [] : [...new Set([seeded.pick(lots), seeded.pick(lots)])];
  const moves = chosen.map((lot) => ({
    ...{ company: lot.holder.replace('company:', ''), classId: lot.classId, kind: 'transfer' },
    inputs: [{ lot: lot.lotId, origin: lot.maker.digest }],
    outputs: [{ holder: seeded.pick(HOLDERS), quantity: lot.quantity }],
  }));
  const by = nameOf(moves[0]?.company) ?? anybody;
  const parties = [...new Set([COMPANIES[by], COMPANIES[anybody], ...moves.map(({ company }) => company)])];
  const expiresAt = ledger.nowMs + seeded.int(96) * HOUR_MS + 1;
  return { as: admins[by], method: 'lot:ProposeDeal', request: { ref, parties, moves, expiresAt } };
}

function issueCall({ admins }: World, seeded: Seeded, ref: string): MemoryCall {
  const lots = Array.from({ length: 1 + seeded.int(3) }, () => ({
    ...{ holder: seeded.pick(HOLDERS), quantity: String(1 + seeded.int(100)) },
  }));
  const as = admins[seeded.once(8) ? seeded.pick(NAMES) : 'airline'];
  return { as, method: 'lot:Issue', request: { classId: CREDIT, ref, version: 0, lots } };
}

interface Wanted {
  readonly seeded: Seeded;
  readonly ref: string;
  readonly kind: MoveKind;
  readonly inputs: readonly RecordedLot[];
  readonly lots: readonly RecordedLot[];
}

function nameOf(mspId: string | undefined): Company | undefined {
  return NAMES.find((name) => COMPANIES[name] === mspId);
}

/** Who keeps the lot; now and then anybody. */
function callerOf({ seeded, inputs: [lot], kind }: Wanted): Company {
  if (seeded.once(5)) return seeded.pick(NAMES);
  const holder = nameOf(lot?.holder.replace('company:', ''));
  const issuer = kind === 'redeem' ? 'caterer' : 'airline';
  return nameOf(lot?.pledge?.to) ?? holder ?? issuer;
}

function moveCall(world: World, wanted: Wanted): MemoryCall {
  const { seeded, ref, kind, inputs, lots } = wanted;
  const by = callerOf(wanted);
  const [lot] = inputs;
  const debt =
    lots.find(({ lotId }) => lotId === lot?.pledge?.secures) ?? lots.find(({ classId }) => classId === DEBT);
  const request = {
    ...{ classId: lot?.classId ?? CREDIT, ref, kind },
    inputs: inputs.map(({ lotId, maker }) => ({ lot: lotId, origin: maker.digest })),
    outputs: outputsOf(wanted, by),
    ...(kind === 'foreclose' && debt !== undefined
      ? { settles: { lot: debt.lotId, origin: debt.maker.digest } }
      : {}),
  };
  const wallet = WALLETS.find(({ holder }) => holder === lot?.holder);
  const signer = seeded.once(8) ? WALLETS[0] : wallet;
  const move = { ...request, company: COMPANIES[by] };
  const order = signer === undefined ? {} : { order: orderOf(signer, move) };
  return { as: world.admins[by], method: 'lot:Move', request: { ...request, ...order } };
}

/** What adds up, or now and then something that does not. */
function outputsOf({ seeded, kind, inputs, lots }: Wanted, by: Company): MoveOutput[] {
  const total = inputs.reduce((sum, { quantity }) => sum + quantity, 0n);
  const home = inputs[0]?.holder ?? '';
  const isLeaving = ['retire', 'redeem', 'surrender', 'reverse'].includes(kind);
  const bent = seeded.once(10) ? BigInt(seeded.int(3)) - 1n : 0n;
  const rest = BigInt(seeded.int(Number(total) + 1));
  const output = (holder: string, quantity: bigint): MoveOutput[] =>
    quantity > 0n ? [{ holder, quantity }] : [];
  if (isLeaving) return output(home, rest - 1n + bent);
  if (kind === 'pledge') {
    const debts = lots.filter(({ classId }) => DEBTS.includes(classId));
    const debt = seeded.pick(debts);
    const to = debt.holder.replace('company:', '');
    return [{ holder: home, quantity: total + bent || 1n, pledge: { to, secures: debt.lotId } }];
  }
  if (kind === 'foreclose') return output(`company:${COMPANIES[by]}`, total + bent);
  const to = kind === 'transfer' ? seeded.pick(HOLDERS) : home;
  return [...output(to, rest), ...output(home, total - rest + bent)];
}

/** What a coalition seals without any contract: a move that makes too much, or a marker that uses a lot up. */
export function forge(world: World, seeded: Seeded, ref: string): void {
  const coalition = Object.values(COMPANIES);
  const lots = recordedLots(recordedLotFacts(world));
  const lot = seeded.pick(lots);
  const by = seeded.pick(coalition);
  if (seeded.once(4)) {
    forgeNetting(world, { seeded, ref, by, lots });
    return;
  }
  if (seeded.once(3)) {
    const writes = [{ ...sealKey(by, spentKey.build({ lot: lot.lotId })), value: Buffer.alloc(32, 9) }];
    world.ledger.forge({ coalition, writes });
    return;
  }
  const input = { lot: lot.lotId, origin: lot.maker.digest, holder: lot.holder, quantity: lot.quantity };
  const body: ClassLotsMoved = {
    ...{ classId: lot.classId, class: lot.class, kind: seeded.pick(MOVE_KINDS), retired: 0n },
    inputs: [{ ...input, ...(lot.pledge === undefined ? {} : { pledgee: lot.pledge.to }) }],
    outputs: [
      {
        holder: `company:${by}`,
        quantity: lot.quantity + BigInt(1 + seeded.int(9)),
        ancestors: seeded.int(3),
      },
    ],
  };
  const { writes } = forgedFact({ type: 'lot.moved', key: `moves/${by}/${ref}`, body });
  world.ledger.forge({ coalition, writes });
}

/** A netting in which everything that a company owes is gone. */
function forgeNetting(
  world: World,
  forging: {
    readonly seeded: Seeded;
    readonly ref: string;
    readonly by: string;
    readonly lots: readonly RecordedLot[];
  },
): void {
  const { seeded, ref, by, lots } = forging;
  const owed = lots.filter(
    ({ classId, holder }) => classId === `${by}/debt` && holder.startsWith('company:'),
  );
  if (owed.length === 0) return;
  const lot = seeded.pick(owed);
  const creditor = lot.holder.replace('company:', '');
  const parties = [...new Set([by, creditor])];
  if (parties.length < 2) return;
  const { classId } = lot;
  const move = { company: creditor, classId, kind: 'net' as const, outputs: [] };
  const input = { lot: lot.lotId, origin: lot.maker.digest };
  const deal = `${by}/${ref}`;
  const terms = { parties, expiresAt: world.ledger.nowMs + HOUR_MS, netting: true };
  const proposal = forgedFact({
    ...{ type: 'deal.proposed', key: `deal/${deal}` },
    body: { ...terms, moves: [{ ...move, inputs: [input] }] },
  });
  const agreement = forgedFact({
    ...{ type: 'deal.agreed', key: `deal/${deal}/agreed/${creditor}` },
    body: { proposal: proposal.digest },
  });
  const inputs = [{ ...input, holder: lot.holder, quantity: lot.quantity }];
  const closing = forgedFact({
    ...{ type: 'deal.closed', key: `deal/${deal}/end` },
    body: {
      ...{ proposal: proposal.digest, parties, agreements: [agreement.digest], netting: true },
      moves: [{ ...move, class: lot.class, inputs, retired: lot.quantity }],
    },
  });
  const writes = [...proposal.writes, ...agreement.writes, ...closing.writes];
  world.ledger.forge({ coalition: Object.values(COMPANIES), writes });
}
