import { forgedFact } from '@kontti/chaincode/testing/forged-fact';
import { signedBy } from '@kontti/chaincode/testing/lot-wallet';
import type { MemoryCall } from '@kontti/chaincode/testing/memory-ledger';
import { MEMORY_SCOPE } from '@kontti/chaincode/testing/memory-stub';
import { COMPANIES, HOUR_MS, type World } from '@kontti/chaincode/testing/world';
import { dealToBytes, type DealMove } from '@kontti/model';
import type { Seeded } from '../adversary/seeded';
import { recordedLotFacts, type RecordedLot } from './lot-facts';
import { DEBTS, HOLDERS, NAMES, WALLETS, freeLots, nameOf } from './lot-stage';

/** A deal about what companies hold is proposed, agreed to, closed or taken back, by whoever that is three times of four. */
export function dealCall(world: World, seeded: Seeded, ref: string): MemoryCall {
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

/** Up to two lots go somewhere together; a wallet's under its signature over all of it, or now and then over something else. */
function proposeCall(world: World, seeded: Seeded, ref: string): MemoryCall {
  const { ledger, admins } = world;
  const lots = freeLots(world);
  const anybody = seeded.pick(NAMES);
  const chosen = [...new Set([seeded.pick(lots), seeded.pick(lots)])];
  const moves = chosen.map((lot): DealMove => {
    const issuer = lot.classId.split('/')[0] ?? '';
    return {
      ...{ company: lot.holder.startsWith('company:') ? lot.holder.slice(8) : issuer, classId: lot.classId },
      ...{ kind: 'transfer', inputs: [{ lot: lot.lotId, origin: lot.maker.digest }] },
      outputs: [{ holder: seeded.pick(HOLDERS), quantity: lot.quantity }],
    };
  });
  const by = nameOf(moves[0]?.company) ?? anybody;
  const parties = [...new Set([COMPANIES[by], COMPANIES[anybody], ...moves.map(({ company }) => company)])];
  const expiresAt = ledger.nowMs + seeded.int(96) * HOUR_MS + 1;
  const deal = `${COMPANIES[by]}/${seeded.once(8) ? 'other' : ref}`;
  const message = dealToBytes({ ...MEMORY_SCOPE, deal, parties, expiresAt, moves });
  const signed = moves.map((move, index) => {
    const wallet = WALLETS.find(({ holder }) => holder === chosen[index]?.holder);
    return wallet === undefined ? move : Object.assign({}, move, { order: signedBy(wallet, message) });
  });
  return { as: admins[by], method: 'lot:ProposeDeal', request: { ref, parties, moves: signed, expiresAt } };
}

/** A netting in which everything that a company owes is gone. */
export function forgeNetting(
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
