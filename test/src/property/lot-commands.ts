import { orderOf } from '@kontti/chaincode/testing/lot-wallet';
import { forgedFact } from '@kontti/chaincode/testing/forged-fact';
import { sealKey } from '@kontti/chaincode/testing/memory-state';
import type { MemoryCall } from '@kontti/chaincode/testing/memory-ledger';
import { COMPANIES, type Company, type World } from '@kontti/chaincode/testing/world';
import { MOVE_KINDS, spentKey, type ClassLotsMoved, type MoveKind, type MoveOutput } from '@kontti/model';
import type { Seeded } from '../adversary/seeded';
import { dealCall, forgeNetting } from './deal-commands';
import { recordedLotFacts, recordedLots, type RecordedLot } from './lot-facts';
import { CREDIT, DEBT, DEBTS, HOLDERS, NAMES, WALLETS, freeLots, nameOf } from './lot-stage';

/** One command: a call, by who may make it three times of four, or nothing where there is nothing to call it on. */
export function someCall(world: World, seeded: Seeded, ref: string): MemoryCall | undefined {
  if (seeded.once(6)) return issueCall(world, seeded, ref);
  if (seeded.once(2)) return dealCall(world, seeded, ref);
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
