import { generateKeyPairSync } from 'node:crypto';
import {
  createTestHolder,
  signedRedemption,
  signedTransfer,
  type TestHolder,
} from '@kontti/chaincode/testing/holder';
import { createTestIdentity, type TestIdentity } from '@kontti/chaincode/testing/identities';
import type { MemoryCall, MemoryLedger } from '@kontti/chaincode/testing/memory-ledger';
import {
  COMPANIES,
  NOON_MS,
  createWorld,
  planOf,
  shipmentOf,
  type World,
} from '@kontti/chaincode/testing/world';
import { createSigner, type LotRecord, type Signer } from '@kontti/model';
import { acceptDevice, batchOf, deviceRequests, makeDevices, offerDevice } from './device-scene';
import { makeProducts, productRequests } from './product-scene';
import { correctionOf, keepRecord, PRIVATE_REQUESTS, TRANSIENTS } from './record-scene';
import { SITUATIONS, type CallerName, type Situation } from './expected';

const { airline, caterer, forwarder } = COMPANIES;
const MSP_IDS: Readonly<Record<CallerName, string>> = {
  ...COMPANIES,
  newcomer: 'NewMSP',
  outsider: 'OutsiderMSP',
};

const SHIPMENT = `${forwarder}/S-1`;
const DEVICE = `${caterer}/D-1`;
const PROGRAMME = `${airline}/Miles`;
const TERMS = {
  ...{
    programme: PROGRAMME,
    milliPointsPerKm: 1000,
    compensation: [],
    validityDays: 30,
    partners: [caterer],
  },
  pointValue: { currency: 'EUR', minorPer1000Points: '900' },
};
const CLASS = {
  ...{ classId: `${airline}/credit`, kind: 'points', unit: 'credit', holders: 'company', transfer: 'free' },
  ...{ partners: [], redeemAt: [] },
};
const LOTS = {
  ...{ classId: CLASS.classId, version: 0 },
  lots: [{ holder: `company:${COMPANIES.retailer}`, quantity: '10' }],
};
const DEBTS = `${airline}/debts`;
const DEBT = { holder: `company:${COMPANIES.retailer}`, quantity: '10', dueAt: NOON_MS + 3_600_000 };
const ORDER = { name: 'order', sha256: 'c'.repeat(64), references: [], counterparty: COMPANIES.retailer };
const journeys = Array.from('0123456789abcdef', (digit) => digit.repeat(64));

/** Roles that a certificate can have; `admin` is an organisational unit, the others are attributes. */
export const ROLES = ['admin', 'operator', 'loyalty', 'trade', 'none'] as const;

/** A ledger in a situation, and a request for each method that would succeed there for whoever may call it. */
export interface Scene {
  readonly ledger: MemoryLedger;
  /** What a call of that method asks for, the same for every caller. */
  callOf(method: string): Promise<Omit<MemoryCall, 'as'>>;
}

/** A certificate of each caller with each role. */
export async function createIdentities(): Promise<ReadonlyMap<string, TestIdentity>> {
  const identities = new Map<string, TestIdentity>();
  for (const [caller, mspId] of Object.entries(MSP_IDS)) {
    for (const role of ROLES) {
      const held = role === 'admin' ? { unit: 'admin' } : role === 'none' ? {} : { roles: role };
      identities.set(`${caller} ${role}`, await createTestIdentity({ mspId, ...held }));
    }
  }
  return identities;
}

/** Brings a ledger into a situation. */
export async function createScene(situation: Situation): Promise<Scene> {
  const world = await createWorld({ newcomers: [MSP_IDS.newcomer] });
  const traveller = createTestHolder(PROGRAMME);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const deviceKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const step = SITUATIONS.indexOf(situation);
  if (step >= 1) await make(world, traveller, deviceKey);
  if (step >= 2) await offer(world, traveller);
  if (step >= 3) await accept(world);
  if (step >= 4) await handOver(world);
  return {
    ledger: world.ledger,
    callOf: (method) =>
      callOf(world, { method, situation, traveller, deviceKey, sign: createSigner(privateKey) }),
  };
}

async function make(world: World, traveller: TestHolder, publicKey: string): Promise<void> {
  const { ledger, admins } = world;
  const submit = (as: TestIdentity, method: string, request: object) =>
    ledger.submit({ as, method, request });
  await submit(admins.airline, 'transport:Plan', { ref: 'p', transports: [planOf('T-1')] });
  await submit(admins.forwarder, 'shipment:Consign', shipmentOf('S-1', [`${airline}/T-1`]));
  await submit(admins.caterer, 'company:RegisterDevice', { deviceId: DEVICE, publicKey });
  await makeDevices(world, publicKey);
  await submit(admins.airline, 'loyalty:SetTerms', { ...TERMS, version: 0 });
  await submit(admins.airline, 'lot:SetClass', { ...CLASS, version: 0 });
  await submit(admins.airline, 'lot:Issue', { ...LOTS, ref: 'l' });
  await submit(admins.airline, 'lot:SetClass', { ...CLASS, classId: DEBTS, kind: 'obligation', version: 0 });
  await submit(admins.airline, 'lot:Issue', { classId: DEBTS, ref: 'o', version: 0, lots: [DEBT, DEBT] });
  const disputed = { lotId: `${airline}/o/1`, reason: 'never ordered' };
  await submit(admins.retailer, 'lot:Dispute', disputed);
  await makeProducts(world);
  await keepRecord(world);
  await submit(admins.forwarder, 'record:Anchor', { ref: 'r', anchors: [ORDER] });
  const accruals = [0, 1].map((index) => ({ holder: traveller.id, journey: journeys[index], amount: 1000n }));
  await submit(admins.airline, 'loyalty:Accrue', {
    programme: PROGRAMME,
    ref: 'a',
    termsVersion: 0,
    accruals,
  });
  const redeemed = signedRedemption(traveller, { ...(await orderOf(world, 'r', 'a/0')), partner: caterer });
  await submit(admins.caterer, 'loyalty:Redeem', redeemed);
}

async function offer(world: World, _traveller: TestHolder): Promise<void> {
  const { ledger, admins } = world;
  const submit = (as: TestIdentity, method: string, request: object) =>
    ledger.submit({ as, method, request });
  await submit(admins.forwarder, 'shipment:OfferCustody', { shipmentId: SHIPMENT, sequence: 1, to: airline });
  await submit(admins.forwarder, 'shipment:GrantAccess', { shipmentId: SHIPMENT, company: caterer });
  await offerDevice(world);
  const settlement = { ref: 's', counterparty: airline, claims: [`${airline}/r`] };
  await submit(admins.caterer, 'loyalty:ProposeSettlement', settlement);
  await submit(admins.forwarder, 'lot:ProposeDeal', await dealOf({ ledger, admins }, 'd'));
}

async function accept(world: World): Promise<void> {
  const { ledger, admins } = world;
  const submit = (method: string, request: object) => ledger.submit({ as: admins.airline, method, request });
  await submit('shipment:AcceptCustody', { shipmentId: SHIPMENT, sequence: 1 });
  await acceptDevice(world);
  await submit('loyalty:AcceptSettlement', { settlementId: `${caterer}/s` });
  const request = await agreementOf(world);
  await ledger.submit({ as: admins.retailer, method: 'lot:AgreeDeal', request });
}

async function handOver({ ledger, admins }: World): Promise<void> {
  const move = { shipmentId: SHIPMENT, sequence: 2 };
  const to = COMPANIES.retailer;
  await ledger.submit({ as: admins.airline, method: 'shipment:OfferCustody', request: { ...move, to } });
  await ledger.submit({ as: admins.retailer, method: 'shipment:AcceptCustody', request: move });
}

/** An order over one lot, which need not be there. */
async function orderOf({ ledger, admins }: World, ref: string, lot: string) {
  const lotId = `${airline}/${lot}`;
  const call = { as: admins.airline, method: 'loyalty:GetLot', request: { lotId } };
  const { result } = await ledger.simulate(call);
  const origin = (result as LotRecord | undefined)?.digest ?? '0'.repeat(64);
  return { ref, inputs: [lotId], origins: [origin], amount: 1000n };
}

interface Asked {
  readonly method: string;
  readonly situation: Situation;
  readonly traveller: TestHolder;
  readonly deviceKey: string;
  readonly sign: Signer;
}

async function callOf(world: World, asked: Asked): Promise<Omit<MemoryCall, 'as'>> {
  const { method, situation } = asked;
  const transient = TRANSIENTS[method];
  const own = {
    ...(await ordersOf(world, asked)),
    ...(await correctionOf(world)),
    ...(await deviceRequests(world)),
    ...(await productRequests(world, situation !== 'empty')),
    ...PRIVATE_REQUESTS,
    ...(await moveOf(world)),
    'lot:ProposeDeal': await dealOf(world, 'x'),
    'lot:AgreeDeal': await agreementOf(world),
    'lot:ProposeNetting': await nettingOf(world),
  };
  const request = { ...requestsOf(asked), ...own }[method];
  if (request === undefined) throw new TypeError(`no request for ${method}`);
  return { method, request, ...(transient === undefined ? {} : { transient }) };
}

async function ordersOf(world: World, { traveller }: Asked): Promise<Readonly<Record<string, object>>> {
  const order = await orderOf(world, 'x', 'a/1');
  return {
    'loyalty:Transfer': signedTransfer(traveller, { ...order, to: 'b'.repeat(64) }),
    'loyalty:Redeem': signedRedemption(traveller, { ...order, partner: caterer }),
  };
}

const DEAL = `${forwarder}/d`;

/** That the retailer's lot goes to the forwarder. */
async function dealOf(world: World, ref: string): Promise<object> {
  const { 'lot:Move': move } = await moveOf(world);
  const { classId, kind, inputs, outputs } = move as Readonly<Record<string, unknown>>;
  const moves = [{ company: COMPANIES.retailer, classId, kind, inputs, outputs }];
  return { ref, parties: [forwarder, COMPANIES.retailer], moves, expiresAt: NOON_MS + 3_600_000 };
}

/** That the airline's obligation to the retailer is netted. */
async function nettingOf(world: World): Promise<object> {
  const obligations = [await inputOf(world, `${airline}/o/0`)];
  return { ref: 'n', obligations, expiresAt: NOON_MS + 3_600_000 };
}

/** An agreement to that, which need not be there. */
async function agreementOf({ ledger, admins }: World): Promise<object> {
  const call = { as: admins.airline, method: 'lot:GetDeal', request: { dealId: DEAL } };
  const { result } = await ledger.simulate(call);
  const { digest = '0'.repeat(64) } = (result ?? {}) as { readonly digest?: string };
  return { dealId: DEAL, digest };
}

/** A move of the retailer's lot, which need not be there. */
async function moveOf(world: World): Promise<Readonly<Record<string, object>>> {
  const inputs = [await inputOf(world, `${airline}/l/0`)];
  const outputs = [{ holder: `company:${forwarder}`, quantity: '10' }];
  const { classId } = CLASS;
  return { 'lot:Move': { classId, ref: 'x', kind: 'transfer', inputs, outputs } };
}

/** A lot as an input, which need not be there. */
async function inputOf({ ledger, admins }: World, lot: string): Promise<object> {
  const call = { as: admins.airline, method: 'lot:GetLot', request: { lotId: lot } };
  const { result } = await ledger.simulate(call);
  const { digest: origin = '0'.repeat(64) } = (result ?? {}) as { readonly digest?: string };
  return { lot, origin };
}

/** Number of the move of custody that is next, or open. */
const MOVES: Readonly<Record<Situation, number>> = { empty: 1, made: 1, offered: 1, accepted: 2, arrived: 3 };

function requestsOf({ situation, traveller, deviceKey, sign }: Asked): Readonly<Record<string, object>> {
  const isMade = situation !== 'empty';
  const earned = { holder: traveller.id, journey: journeys[9], amount: 1n };
  const issue = { programme: PROGRAMME, ref: 'x', termsVersion: 0 };
  const move = { shipmentId: SHIPMENT, sequence: MOVES[situation] };
  return {
    'company:Register': { name: 'New', gln: '6400001000049', jurisdiction: 'FI' },
    'company:SetRule': { assetType: 'reading', version: 0, rule: "'{self}'" },
    'company:RegisterPlaces': {
      ref: 'x',
      places: [{ code: 'SFO', name: 'San Francisco', latitudeE6: 0, longitudeE6: 0 }],
    },
    'company:RegisterDevice': { deviceId: `${forwarder}/D-2`, publicKey: deviceKey },
    'transport:Plan': { ref: 'x', transports: [planOf('T-2')] },
    'transport:Update': {
      ref: 'x',
      updates: [{ transportId: `${airline}/T-1`, sequence: 1, kind: 'cancelled' }],
    },
    'shipment:Consign': shipmentOf('S-2'),
    'shipment:ConsignAll': { ref: 'x', consignments: [shipmentOf('S-3'), shipmentOf('S-4')] },
    'shipment:Amend': { ...move, reason: 'x', changes: { documents: [] } },
    'shipment:Cancel': { shipmentId: SHIPMENT, reason: 'x' },
    'shipment:GrantAccess': { shipmentId: SHIPMENT, company: caterer },
    'shipment:ReportMilestones': {
      ref: 'x',
      milestones: [{ shipmentId: SHIPMENT, kind: 'loaded', classifier: 'actual', at: NOON_MS, place: 'JFK' }],
    },
    'shipment:OfferCustody': { ...move, to: caterer },
    'shipment:WithdrawOffer': { shipmentId: SHIPMENT, sequence: 1 },
    'shipment:AcceptCustody': { shipmentId: SHIPMENT, sequence: 1 },
    'shipment:Deliver': { shipmentId: SHIPMENT, at: NOON_MS, place: 'LAX' },
    'reading:Submit': batchOf({ device: DEVICE, shipment: SHIPMENT }, sign),
    'loyalty:SetTerms': { ...TERMS, version: isMade ? 1 : 0 },
    'loyalty:Accrue': { ...issue, accruals: [earned] },
    'loyalty:Compensate': { ...issue, compensations: [earned] },
    'loyalty:CreateJourneySecret': { mspId: forwarder },
    'lot:SetClass': { ...CLASS, version: isMade ? 1 : 0 },
    'lot:Issue': { ...LOTS, ref: 'x' },
    'lot:CloseDeal': { dealId: DEAL },
    'lot:WithdrawDeal': { dealId: DEAL },
    'lot:Dispute': { lotId: `${airline}/o/0`, reason: 'never ordered' },
    'lot:WithdrawDispute': { lotId: `${airline}/o/1` },
    'record:Anchor': { ref: 'x', anchors: [{ name: 'order', sha256: 'c'.repeat(64), references: [] }] },
    'record:Acknowledge': {
      ref: 'x',
      acknowledgements: [{ recordId: `${forwarder}/r/0`, content: ORDER.sha256, as: 'accepted' }],
    },
    'loyalty:ProposeSettlement': { ref: 'x', counterparty: airline, claims: [`${airline}/r`] },
    'loyalty:AcceptSettlement': { settlementId: `${caterer}/s` },
  };
}
