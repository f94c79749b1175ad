import { forgedFact } from '@kontti/chaincode/testing/forged-fact';
import type { MemoryCall } from '@kontti/chaincode/testing/memory-ledger';
import { COMPANIES, type Company, type World } from '@kontti/chaincode/testing/world';
import { ACKNOWLEDGEMENT_KINDS, commitmentOf } from '@kontti/model';
import type { Seeded } from '../adversary/seeded';
import { recordedFacts } from './recorded-facts';

const { forwarder, retailer, caterer } = COMPANIES;
const NAMES = Object.keys(COMPANIES) as Company[];

/** What every private value begins with, so that it is found wherever it is. */
export const MARK = 'never-public-';

const KEPT = [0, 1, 2, 3].map((n) => ({
  recordId: `${forwarder}/${String(n).repeat(32)}`,
  ...(n % 2 === 0 ? { jurisdiction: 'FI' } : {}),
}));
const SECRETS = [0, 1, 2].map((n) => ({ salt: Buffer.alloc(32, n + 1), value: Buffer.from(`${MARK}${n}`) }));

/** Anchors documents of two companies. */
export async function prepareRecords({ ledger, admins }: World): Promise<void> {
  const anchors = ['a', 'b', 'c'].map((digit) => ({
    ...{ name: 'order', sha256: digit.repeat(64), references: [], counterparty: retailer },
  }));
  await ledger.submit({ as: admins.forwarder, method: 'record:Anchor', request: { ref: 'orders', anchors } });
}

/** One command, by who may call it five times of six. */
export function someCall(world: World, seeded: Seeded, ref: string): MemoryCall {
  const make = seeded.pick([keepCall, keepCall, publishCall, purgeCall, eraseCall, acknowledgeCall]);
  const { by, ...call } = make(seeded, ref);
  return { ...call, as: world.admins[seeded.once(6) ? seeded.pick(NAMES) : by] };
}

type Command = Omit<MemoryCall, 'as'> & { readonly by: Company };

function keepCall(seeded: Seeded): Command {
  const [{ salt }, { value }] = [seeded.pick(SECRETS), seeded.pick(SECRETS)];
  return { method: 'record:Keep', request: seeded.pick(KEPT), transient: { salt, value }, by: 'forwarder' };
}

function publishCall(seeded: Seeded, ref: string): Command {
  const commitments = [{ ...seeded.pick(KEPT), commitment: commitmentOf(seeded.pick(SECRETS)) }];
  return { method: 'record:Publish', request: { ref, commitments }, by: 'forwarder' };
}

function purgeCall(seeded: Seeded): Command {
  return { method: 'record:Purge', request: seeded.pick(KEPT), by: 'forwarder' };
}

function eraseCall(seeded: Seeded): Command {
  return { method: 'record:Erase', request: { ...seeded.pick(KEPT), reason: 'asked for' }, by: 'forwarder' };
}

function acknowledgeCall(seeded: Seeded, ref: string): Command {
  const n = seeded.int(3);
  const entry = {
    ...{ recordId: `${forwarder}/orders/${n}`, as: seeded.pick(ACKNOWLEDGEMENT_KINDS) },
    content: (seeded.once(5) ? 'f' : ('abc'[n] ?? 'a')).repeat(64),
  };
  return { method: 'record:Acknowledge', request: { ref, acknowledgements: [entry] }, by: 'retailer' };
}

/** What a coalition seals without any contract: answers of strangers, and about what was never sent. */
export function forge(world: World, seeded: Seeded, ref: string): void {
  const { digest: anchored } = recordedFacts(world, 'record')[0] ?? { digest: '0'.repeat(64) };
  const by = seeded.pick([caterer, retailer]);
  const entry = {
    ...{
      recordId: `${forwarder}/orders/${seeded.int(3)}`,
      content: 'e'.repeat(64),
      as: 'rejected',
      anchored,
    },
  };
  const key = `acknowledgements/${by}/${ref}`;
  const { writes } = forgedFact({
    type: 'record.acknowledged',
    key,
    body: { acknowledgements: [entry] },
  } as never);
  world.ledger.forge({ coalition: Object.values(COMPANIES), writes });
}
