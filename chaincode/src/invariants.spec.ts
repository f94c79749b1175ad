import {
  isExpired,
  type AnyFact,
  type CustodyRecord,
  type LotRecord,
  type Page,
  type TransportRecord,
} from '@kontti/model';
import { expect } from 'chai';
import fc from 'fast-check';
import { PROGRAMME as programme, TERMS } from './testing/loyalty-world';
import type { Simulation } from './testing/memory-ledger';
import {
  HOLDERS,
  SHIPMENT,
  TRANSPORTS,
  commandBlocks,
  commandToCall,
  heldFacts,
  lotsOf,
  type Command,
} from './testing/random-commands';
import { COMPANIES, HOUR_MS, createWorld, planOf, shipmentOf, type World } from './testing/world';

const seed = Number(process.env['SEED'] ?? 20260115);
const RANK = { planned: 0, departed: 1, arrived: 2, cancelled: 2 };

/** What the world showed after a block; `committed` counts what became valid. */
interface Sight {
  readonly transports: readonly TransportRecord[];
  readonly custody: CustodyRecord;
}

async function prepare(): Promise<World> {
  const world = await createWorld();
  const { ledger, admins } = world;
  const transports = [planOf('T-0'), planOf('T-1')];
  await ledger.submit({
    as: admins.airline,
    method: 'transport:Plan',
    request: { ref: 'p', transports },
  });
  await ledger.submit({
    as: admins.forwarder,
    method: 'shipment:Consign',
    request: shipmentOf('S-1', TRANSPORTS),
  });
  const terms = { ...TERMS, programme, version: 0 };
  await ledger.submit({ as: admins.airline, method: 'loyalty:SetTerms', request: terms });
  return world;
}

/** Runs the commands of a block on one state, then commits them in turn; conflicts and refusals change nothing. */
async function runBlock(world: World, block: readonly Command[], number: number): Promise<number> {
  const simulations: Simulation[] = [];
  for (const [index, wanted] of block.entries()) {
    if (wanted.kind === 'wait') world.ledger.nowMs += wanted.a * 48 * HOUR_MS;
    const call = commandToCall(world, wanted, `r-${number}-${index}`);
    if (call !== undefined) simulations.push(await world.ledger.simulate(call));
  }
  const faults = simulations.filter(({ error }) => error?.code === 'INTERNAL' || error?.code === 'UNTYPED');
  expect(faults.map(({ error }) => error)).to.deep.equal([]);
  const outcomes = simulations
    .filter(({ error }) => error === undefined)
    .map((simulation) => world.ledger.commit(simulation));
  return outcomes.filter((outcome) => outcome === 'VALID').length;
}

async function look(world: World): Promise<Sight> {
  const query = async <T>(method: string, request: unknown) =>
    await world.ledger.evaluate<T>({ as: world.admins.caterer, method, request });
  const transports: TransportRecord[] = [];
  for (const transportId of TRANSPORTS) transports.push(await query('transport:Get', { transportId }));
  return { transports, custody: await query('shipment:GetCustody', { shipmentId: SHIPMENT }) };
}

/** Knowledge only grows: no update is forgotten, no state goes back, and a delay once known stays known. */
function checkTransports(before: Sight, after: Sight): void {
  after.transports.forEach((transport, index) => {
    const earlier = before.transports[index];
    if (earlier === undefined) return;
    expect(transport.sequence).to.be.at.least(earlier.sequence);
    expect(RANK[transport.status]).to.be.at.least(RANK[earlier.status]);
    if (transport.sequence === earlier.sequence) expect(transport).to.deep.equal(earlier);
    if (earlier.status === 'arrived') expect(transport.delayMinutes).to.equal(earlier.delayMinutes);
    if (earlier.delayMinutes !== undefined && transport.status !== 'cancelled') {
      expect(transport.delayMinutes).to.be.a('number');
    }
  });
}

/** One custodian, to whom an unbroken chain of acceptances leads, and at most one open offer: its own. */
function checkCustody({ custody }: Sight): void {
  let custodian: string = COMPANIES.forwarder;
  for (const { from, to, status } of custody.handovers) {
    expect(from).to.equal(custodian);
    if (status === 'accepted') custodian = to ?? '';
  }
  expect(custody.custodian).to.equal(custodian);
  const open = custody.handovers.filter(({ status }) => status === 'open');
  expect(open.length).to.equal(custody.status === 'offered' ? 1 : 0);
  expect(custody.handovers.filter(({ status }) => status === 'void')).to.deep.equal([]);
}

function sum(amounts: Iterable<bigint | string>): bigint {
  let total = 0n;
  for (const amount of amounts) total += BigInt(amount);
  return total;
}

/** Points that were issued are held, redeemed or expired; no lot is spent twice; no journey is booked twice. */
async function checkPoints(world: World, known: readonly AnyFact[]): Promise<void> {
  const issued = known.flatMap((fact) => (fact.type === 'loyalty.lots' ? fact.body.lots : []));
  const spends = known.flatMap((fact) => (fact.type === 'loyalty.spent' ? [fact.body] : []));
  const inputs = spends.flatMap((spend) => spend.inputs);
  expect(new Set(inputs).size, 'a lot was spent twice').to.equal(inputs.length);
  const journeys = issued.map(({ journey }) => journey);
  expect(new Set(journeys).size, 'a journey was booked twice').to.equal(journeys.length);
  const lots: LotRecord[] = [];
  for (const { id: holder } of HOLDERS) {
    const request = { programme, holder, pageSize: 100 };
    const call = { as: world.admins.caterer, method: 'loyalty:QueryLots', request };
    lots.push(...(await world.ledger.evaluate<Page<LotRecord>>(call)).records);
  }
  expect(lots.map(({ lotId }) => lotId)).to.have.members(lotsOf(known).map(({ lotId }) => lotId));
  const unspent = lots.filter(({ status }) => status === 'unspent');
  expect(lots.filter(({ status }) => status === 'spent').map(({ lotId }) => lotId)).to.have.members(inputs);
  const held = unspent.filter((lot) => !isExpired(lot, world.ledger.nowMs));
  const expired = unspent.filter((lot) => isExpired(lot, world.ledger.nowMs));
  const redeemed = spends.filter(({ kind }) => kind === 'redemption');
  const amounts = [...held, ...expired, ...redeemed].map(({ amount }) => amount);
  expect(sum(issued.map(({ amount }) => amount))).to.equal(sum(amounts));
}

/** No claim is in two settlements that both companies sealed. */
function checkSettlements(known: readonly AnyFact[]): void {
  const claims = known.flatMap((fact) =>
    fact.type === 'loyalty.settled' ? fact.body.marks.map(({ claim }) => claim) : [],
  );
  expect(new Set(claims).size, 'a claim was settled twice').to.equal(claims.length);
}

/** What some of the commands have to bring about, so that there is something to be wrong. */
const BROUGHT_ABOUT = [
  ...['transport.updated', 'custody.accepted', 'custody.withdrawn'],
  ...['loyalty.lots', 'loyalty.spent', 'loyalty.settled'],
];
const RUNS = 25;
/** One in a hundred times so many runs miss one of these, with a seed that happens so; more of them, with the seeds that follow, do not. */
const ROUNDS_MAX = 8;

describe('any order of commands', () => {
  it(`keeps points, lots, custody, delays and claims right (seed ${seed})`, async () => {
    const seen = new Set<string>();
    const property = fc.asyncProperty(commandBlocks, async (blocks) => {
      const world = await prepare();
      let sight = await look(world);
      for (const [number, block] of blocks.entries()) {
        if ((await runBlock(world, block, number)) === 0) continue;
        const next = await look(world);
        checkTransports(sight, next);
        checkCustody(next);
        sight = next;
      }
      const known = heldFacts(world);
      await checkPoints(world, known);
      checkSettlements(known);
      for (const { type } of known) seen.add(type);
    });
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await fc.assert(property, { seed: seed + round, numRuns: RUNS });
      if (BROUGHT_ABOUT.every((type) => seen.has(type))) break;
    }
    expect([...seen], 'the commands are too weak').to.include.members(BROUGHT_ABOUT);
  });
});
