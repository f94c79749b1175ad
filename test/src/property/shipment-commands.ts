import { forgedFact } from '@kontti/chaincode/testing/forged-fact';
import type { MemoryCall } from '@kontti/chaincode/testing/memory-ledger';
import { COMPANIES, shipmentOf, type Company, type World } from '@kontti/chaincode/testing/world';
import { custodyKey, ownerOf, type ShipmentRecord } from '@kontti/model';
import type { Seeded } from '../adversary/seeded';
import { movesOf, recordedLotFacts } from './lot-facts';
import { recordedFacts } from './recorded-facts';

const NAMES = Object.keys(COMPANIES) as Company[];
const IDS = ['S-0', 'S-1', 'S-2', 'S-3', 'S-4'].map((id) => `${COMPANIES.forwarder}/${id}`);
const CLASS = {
  ...{ version: 0, kind: 'title', unit: 'title', holders: 'company', transfer: 'free' },
  ...{ partners: [], redeemAt: [] },
};

/** Classes of titles of the consignor and of a stranger. */
export async function prepareShipments({ ledger, admins }: World): Promise<void> {
  for (const name of ['forwarder', 'airline'] as const) {
    const request = { ...CLASS, classId: `${COMPANIES[name]}/bl` };
    await ledger.submit({ as: admins[name], method: 'lot:SetClass', request });
  }
}

/** A call, and who may make it. */
type Command = Omit<MemoryCall, 'as'> & { readonly by: string };

/** One command, by who may call it seven times of eight. */
export async function someCall(world: World, seeded: Seeded, ref: string): Promise<MemoryCall | undefined> {
  const make = seeded.pick([
    consignCall,
    titleCall,
    titleMoveCall,
    custodyCall,
    nextCall,
    nextCall,
    mistakeCall,
  ]);
  const command = await make(world, seeded, ref);
  if (command === undefined) return undefined;
  const { by, ...call } = command;
  const name = NAMES.find((each) => COMPANIES[each] === by) ?? 'caterer';
  return { ...call, as: world.admins[seeded.once(8) ? seeded.pick(NAMES) : name] };
}

/** What brings a shipment nearer to its end. */
async function nextCall(world: World, seeded: Seeded): Promise<Command | undefined> {
  const shipmentId = seeded.pick(IDS);
  const asked = { as: world.admins.retailer, method: 'shipment:GetShipment', request: { shipmentId } };
  const shown = (await world.ledger.simulate(asked)).result as ShipmentRecord | undefined;
  if (shown === undefined) return undefined;
  const { custodian: by, offeredTo, moves, shipment } = shown;
  if (offeredTo !== undefined) {
    return { by: offeredTo, method: 'shipment:AcceptCustody', request: { shipmentId, sequence: moves } };
  }
  if (by === shipment.consignee) return deliverCall(world, seeded, { shipmentId, by });
  const request = { shipmentId, sequence: moves + 1, to: shipment.consignee };
  return { by, method: 'shipment:OfferCustody', request };
}

function someConsignment(seeded: Seeded, shipmentId: string) {
  const consignee = seeded.pick([
    COMPANIES.retailer,
    COMPANIES.airline,
    COMPANIES.forwarder,
    COMPANIES.forwarder,
  ]);
  return { ...shipmentOf('S'), shipmentId, consignee, ...(seeded.once(2) ? { againstTitle: true } : {}) };
}

function consignCall(_: World, seeded: Seeded, ref: string): Command {
  const by = COMPANIES.forwarder;
  const shipmentId = seeded.pick(IDS);
  if (seeded.once(2)) return { by, method: 'shipment:Consign', request: someConsignment(seeded, shipmentId) };
  const ids = IDS.filter(() => seeded.once(2));
  const consignments = (ids.length > 0 ? ids : [shipmentId]).map((id) => someConsignment(seeded, id));
  return { by, method: 'shipment:ConsignAll', request: { ref, consignments } };
}

function titleCall(_: World, seeded: Seeded, ref: string): Command {
  const by = seeded.pick([COMPANIES.forwarder, COMPANIES.forwarder, COMPANIES.airline]);
  const lots = [
    { holder: `company:${seeded.pick(Object.values(COMPANIES))}`, quantity: '1', shipment: seeded.pick(IDS) },
  ];
  return { by, method: 'lot:Issue', request: { classId: `${by}/bl`, ref, version: 0, lots } };
}

/** Titles that recorded facts make: each with the lot's id, its holder and its shipment. */
export function recordedTitles(world: World) {
  return recordedLotFacts(world).flatMap(({ fact, digest: origin }) => {
    const [, company = ''] = fact.key.split('/');
    const issued = fact.type === 'lot.issued' ? fact.body.lots : [];
    const moved = movesOf(fact).flatMap(({ move }) => move.outputs);
    const made = [...issued, ...moved].map(({ holder, shipment = '' }, n) => ({
      holder,
      shipment,
      origin,
      n,
    }));
    const mark = fact.type === 'lot.issued' ? '' : 'm';
    return made.map((lot) => ({ ...lot, lotId: `${company}/${fact.ref}/${mark}${lot.n}`, key: fact.key }));
  });
}

function titleMoveCall(world: World, seeded: Seeded, ref: string): Command | undefined {
  const titles = recordedTitles(world);
  if (titles.length === 0) return undefined;
  const { lotId, origin, holder, shipment } = seeded.pick(titles);
  const kind = seeded.pick(['transfer', 'surrender', 'surrender', 'retire'] as const);
  const to = `company:${seeded.pick(Object.values(COMPANIES))}`;
  const outputs = kind === 'transfer' ? [{ holder: to, quantity: '1' }] : [];
  const request = {
    classId: `${ownerOf(shipment)}/bl`,
    ref,
    kind,
    inputs: [{ lot: lotId, origin }],
    outputs,
  };
  return { by: holder.replace('company:', ''), method: 'lot:Move', request };
}

/** The next number of a shipment, as far as anything was recorded under one. */
function nextNumber(world: World, shipmentId: string): number {
  const numbers = recordedFacts(world, 'custody', 'shipment').map(({ fact }) => {
    const parts = custodyKey.parse(fact.key);
    return parts?.shipment === shipmentId ? parts.number : 0;
  });
  return Math.max(0, ...numbers) + 1;
}

function custodyCall(world: World, seeded: Seeded): Command {
  const shipmentId = seeded.pick(IDS);
  const sequence = nextNumber(world, shipmentId);
  const to = seeded.pick([COMPANIES.retailer, COMPANIES.airline, COMPANIES.retailer, COMPANIES.forwarder]);
  const open = recordedFacts(world, 'custody').find(
    ({ fact }) =>
      fact.type === 'custody.offered' && fact.key.startsWith(`custody/${shipmentId}/${sequence - 1}/`),
  );
  if (open?.fact.type === 'custody.offered' && !seeded.once(3)) {
    const { body } = open.fact;
    const [by, method] = seeded.once(4) ? [body.from, 'WithdrawOffer'] : [body.to, 'AcceptCustody'];
    return { by, method: `shipment:${method}`, request: { shipmentId, sequence: sequence - 1 } };
  }
  const by = seeded.pick([COMPANIES.forwarder, COMPANIES.airline, COMPANIES.retailer]);
  return { by, method: 'shipment:OfferCustody', request: { shipmentId, sequence, to } };
}

/** The digest of a surrender that was recorded: of this shipment's title where there is one, now and then of another's, or none. */
function someSurrender(world: World, seeded: Seeded, shipmentId: string): string | undefined {
  const own = new Set(
    recordedTitles(world).flatMap(({ shipment, lotId }) => (shipment === shipmentId ? lotId : [])),
  );
  const surrenders = recordedLotFacts(world).flatMap(({ fact, digest }) =>
    movesOf(fact)
      .filter(({ move }) => move.kind === 'surrender')
      .map(({ move }) => ({ digest, isOwn: move.inputs.some(({ lot }) => own.has(lot)) })),
  );
  if (surrenders.length === 0 || seeded.once(5)) return undefined;
  const right = surrenders.filter(({ isOwn }) => isOwn);
  return seeded.pick(right.length === 0 || seeded.once(4) ? surrenders : right).digest;
}

function deliverCall(
  world: World,
  seeded: Seeded,
  { shipmentId, by }: { readonly shipmentId: string; readonly by: string },
): Command {
  const surrender = someSurrender(world, seeded, shipmentId);
  const request = { shipmentId, at: world.ledger.nowMs, place: 'LAX' };
  return { by, method: 'shipment:Deliver', request: { ...request, ...(surrender && { surrender }) } };
}

function mistakeCall(world: World, seeded: Seeded): Command {
  const shipmentId = seeded.pick(IDS);
  const by = COMPANIES.forwarder;
  const base = { shipmentId, reason: 'a mistake' };
  if (seeded.once(6)) {
    const surrender = someSurrender(world, seeded, shipmentId);
    return { by, method: 'shipment:Cancel', request: { ...base, ...(surrender && { surrender }) } };
  }
  const changes = seeded.pick([{ destination: 'JFK' }, { items: [{ serial: '1' }] }, { documents: [] }]);
  const waives = seeded.once(3) ? { waivesTitle: true } : {};
  const request = { ...base, sequence: nextNumber(world, shipmentId), changes, ...waives };
  return { by, method: 'shipment:Amend', request };
}

/** What a coalition seals without any contract: deliveries and cancellations without the title, and titles of what has none. */
export function forge(world: World, seeded: Seeded, ref: string): void {
  const coalition = Object.values(COMPANIES);
  const shipment = seeded.pick(IDS);
  const heads = recordedFacts(world, 'custody', 'shipment').filter(({ fact }) => fact.key.includes(shipment));
  const previous = heads.at(-1)?.digest ?? 'f'.repeat(64);
  const custodian = seeded.pick(coalition);
  const number = nextNumber(world, shipment);
  const key = custodyKey.build({ shipment, number, custodian });
  const surrender = someSurrender(world, seeded, shipment);
  const named = surrender === undefined ? {} : { surrender };
  const version = recordedLotFacts(world).find(({ fact }) => fact.type === 'lot.class')?.digest ?? '';
  const title = { holder: `company:${custodian}`, quantity: 1n, shipment };
  const owner = ownerOf(shipment);
  const made = seeded.pick([
    () =>
      forgedFact({
        type: 'shipment.delivered',
        key,
        body: { consignee: custodian, previous, at: 1, place: 'LAX', ...named },
      }),
    () => {
      const body = { consignor: owner, previous, corrects: previous, reason: 'forged', ...named };
      const own = custodyKey.build({ shipment, number, custodian: owner });
      return forgedFact({ type: 'shipment.cancelled', key: own, body });
    },
    () =>
      forgedFact({
        type: 'lot.issued',
        key: `lots/${owner}/${ref}`,
        body: { classId: `${owner}/bl`, class: version, lots: [title] },
      }),
  ])();
  // Places that are taken are left out, as their policy demands.
  const taken = new Set(
    world.ledger.transactions
      .flatMap(({ code, writes }) => (code === 'VALID' ? writes : []))
      .map((w) => `${w.collection ?? ''} ${w.key}`),
  );
  const writes = made.writes.filter((write) => !taken.has(`${write.collection ?? ''} ${write.key}`));
  world.ledger.forge({ coalition, writes });
}
