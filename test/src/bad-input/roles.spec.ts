import { expect } from 'chai';
import { connectGateway, type CompanyGateway } from '../engine/peers';
import { describeOnNetwork } from '../engine/engine';
import { createBadInputWorld, propose, toText, type BadInputWorld } from './world';

/** Every method that writes, and the role that it asks for. Roles are read before anything else is looked up. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  admin: [
    'company:Register',
    'company:SetRule',
    'company:RegisterDevice',
    'company:RevokeDevice',
    ...['OfferDevice', 'WithdrawDevice', 'AcceptDevice', 'RotateDeviceKey', 'RecordFirmware'].map(
      (name) => `company:${name}`,
    ),
    'loyalty:SetTerms',
    'lot:SetClass',
    'product:SetClass',
  ],
  operator: [
    'company:RegisterPlaces',
    'transport:Plan',
    'transport:Update',
    ...['Consign', 'ConsignAll', 'Amend', 'Cancel', 'ReportMilestones', 'GrantAccess', 'OfferCustody'].map(
      (name) => `shipment:${name}`,
    ),
    ...['WithdrawOffer', 'AcceptCustody', 'Deliver'].map((name) => `shipment:${name}`),
    ...['Submit', 'RegisterSite', 'GrantReadings'].map((name) => `reading:${name}`),
    ...['Anchor', 'Acknowledge', 'Correct', 'Keep', 'Publish', 'Purge', 'Erase'].map(
      (name) => `record:${name}`,
    ),
  ],
  trade: [
    ...['Issue', 'Move', 'ProposeDeal', 'AgreeDeal', 'CloseDeal', 'WithdrawDeal'].map(
      (name) => `lot:${name}`,
    ),
    ...['Make', 'Link', 'Mark', 'Recall', 'AnswerRecall', 'Contradict'].map((name) => `product:${name}`),
  ],
  loyalty: ['Accrue', 'Compensate', 'Transfer', 'Redeem', 'ProposeSettlement', 'AcceptSettlement'].map(
    (name) => `loyalty:${name}`,
  ),
};

const lot = { programme: 'AirMSP/miles', ref: 'x' };
const goods = {
  ...{ shipmentId: 'AirMSP/X-1', consignee: 'RetailMSP', origin: 'HEL', destination: 'JFK' },
  ...{ ssccs: [], items: [], legs: [], documents: [] },
};
const change = { deviceId: 'AirMSP/D-1', number: 1 };
const offer = { shipmentId: 'ForwarderMSP/S-1', sequence: 1 };
const journeys = [{ holder: '0'.repeat(64), journey: '1'.repeat(64), amount: '1' }];
const leg = {
  ...{ transportId: 'AirMSP/X-1', mode: 'air', number: '1', from: 'HEL', to: 'JFK' },
  ...{ departurePlanned: 2_000, arrivalPlanned: 3_000, distanceMeters: 1_000 },
};
const kept = { recordId: `AirMSP/${'a'.repeat(32)}` };
const place = { code: 'LAX', name: 'Los Angeles', latitudeE6: 0, longitudeE6: 0 };

function requestOf(world: BadInputWorld, method: string): object {
  const publicKey = world.traveller.keyIn(lot.programme);
  const spent = { inputs: [world.lot.lotId], origins: [world.lot.digest], amount: '1' };
  const order = { ...lot, ...spent, holderKey: publicKey, signature: 'AAAA' };
  const requests: Readonly<Record<string, object>> = {
    'company:Register': { name: 'x', gln: '6400001000018', jurisdiction: 'FI' },
    'company:SetRule': { assetType: 'loyalty', version: 0, rule: "'{self}'" },
    'company:RegisterPlaces': { ref: 'x', places: [place] },
    'company:RegisterDevice': { deviceId: 'AirMSP/D-1', publicKey },
    'company:RevokeDevice': { deviceId: 'AirMSP/D-1', reason: 'x' },
    'company:OfferDevice': { ...change, to: 'RetailMSP', expiresAt: 1 },
    'company:WithdrawDevice': change,
    'company:AcceptDevice': change,
    'company:RotateDeviceKey': { ...change, publicKey, proof: 'AAAA', lost: 'x' },
    'company:RecordFirmware': { ...change, version: 'x', sha256: '0'.repeat(64) },
    'reading:RegisterSite': { siteId: 'AirMSP/x', name: 'x' },
    'reading:GrantReadings': { kind: 'site', subjectId: 'AirMSP/x', company: 'RetailMSP' },
    'transport:Plan': { ref: 'x', transports: [leg] },
    'transport:Update': {
      ref: 'x',
      updates: [{ transportId: 'AirMSP/F-0', sequence: 2, kind: 'cancelled' }],
    },
    'shipment:Consign': goods,
    'shipment:ConsignAll': { ref: 'x', consignments: [goods] },
    'shipment:Amend': { ...offer, reason: 'x', changes: { legs: [] } },
    'shipment:Cancel': { shipmentId: offer.shipmentId, reason: 'x' },
    'shipment:ReportMilestones': {
      ref: 'x',
      milestones: [
        { shipmentId: offer.shipmentId, kind: 'loaded', classifier: 'actual', at: 1, place: 'HEL' },
      ],
    },
    'shipment:GrantAccess': { shipmentId: offer.shipmentId, company: 'RetailMSP' },
    'shipment:OfferCustody': { ...offer, to: 'RetailMSP' },
    'shipment:WithdrawOffer': offer,
    'shipment:AcceptCustody': offer,
    'shipment:Deliver': { shipmentId: offer.shipmentId, at: 1, place: 'JFK' },
    'reading:Submit': { batches: ['AAAA'] },
    'lot:SetClass': {
      ...{ classId: 'AirMSP/x', version: 0, kind: 'points', unit: 'x', holders: 'both', transfer: 'free' },
      ...{ partners: [], redeemAt: [] },
    },
    'lot:Issue': {
      ...{ classId: 'AirMSP/x', ref: 'x', version: 0 },
      lots: [{ holder: 'company:AirMSP', quantity: '1' }],
    },
    'lot:ProposeDeal': {
      ...{ ref: 'x', parties: ['AirMSP', 'RetailMSP'], expiresAt: 1 },
      moves: [
        {
          ...{ company: 'AirMSP', classId: 'AirMSP/x', kind: 'retire', outputs: [] },
          inputs: [{ lot: 'AirMSP/x/0', origin: '0'.repeat(64) }],
        },
      ],
    },
    'lot:AgreeDeal': { dealId: 'AirMSP/x', digest: '0'.repeat(64) },
    'lot:CloseDeal': { dealId: 'AirMSP/x' },
    'lot:WithdrawDeal': { dealId: 'AirMSP/x' },
    'lot:Move': {
      ...{ classId: 'AirMSP/x', ref: 'x', kind: 'retire', outputs: [] },
      inputs: [{ lot: 'AirMSP/x/0', origin: '0'.repeat(64) }],
    },
    'product:SetClass': {
      ...{ classId: 'AirMSP/x', version: 0, name: 'x', regime: 'challenged', reporters: [] },
    },
    'product:Make': { classId: 'AirMSP/x', version: 0, ref: 'x', serials: ['x'] },
    'product:Link': {
      ...{ ref: 'x', kind: 'installed', action: 'add' },
      groups: [{ parent: 'AirMSP/x/0', children: ['AirMSP/x/1'] }],
    },
    'product:Mark': { ref: 'x', marks: [{ items: 'AirMSP/x/0', kind: 'sold' }] },
    'product:Recall': { ref: 'x', classId: 'AirMSP/x', reason: 'x', items: [], batches: ['x'] },
    'product:AnswerRecall': { ref: 'x', recallId: 'AirMSP/x', as: 'found', items: [] },
    'product:Contradict': {
      ...{ ref: 'x', kind: 'soldTwice', item: 'AirMSP/x/0' },
      evidence: [0, 1].map((index) => ({ fact: '0'.repeat(64), index })),
    },
    'record:Anchor': { ref: 'x', anchors: [{ name: 'x', sha256: '0'.repeat(64), references: [] }] },
    'record:Acknowledge': {
      ref: 'x',
      acknowledgements: [{ recordId: 'AirMSP/x/0', content: '0'.repeat(64), as: 'received' }],
    },
    'record:Keep': kept,
    'record:Purge': kept,
    'record:Erase': { ...kept, reason: 'x' },
    'record:Publish': { ref: 'x', commitments: [{ ...kept, commitment: '0'.repeat(64) }] },
    'record:Correct': {
      ref: 'x',
      corrections: [{ key: 'company/AirMSP/0', digest: '0'.repeat(64), reason: 'x' }],
    },
    'loyalty:SetTerms': {
      ...{ programme: lot.programme, version: 1, milliPointsPerKm: 1, compensation: [], validityDays: 1 },
      ...{ pointValue: { currency: 'EUR', minorPer1000Points: '1' }, partners: [] },
    },
    'loyalty:Accrue': { ...lot, termsVersion: 0, accruals: journeys },
    'loyalty:Compensate': { ...lot, termsVersion: 0, compensations: journeys },
    'loyalty:Transfer': { ...order, to: '0'.repeat(64) },
    'loyalty:Redeem': { ...order, valueMin: { currency: 'EUR', minor: '0' } },
    'loyalty:ProposeSettlement': { ref: 'x', counterparty: 'RetailMSP', claims: ['AirMSP/x'] },
    'loyalty:AcceptSettlement': { settlementId: 'RetailMSP/x' },
  };
  return requests[method] ?? {};
}

describeOnNetwork('clients without the role', () => {
  let world: BadInputWorld;
  before(async () => {
    world = await createBadInputWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  async function withClient(
    role: string | undefined,
    use: (client: CompanyGateway) => Promise<void>,
  ): Promise<void> {
    const company = world.ledger.network.company('AirMSP');
    const attributes = role === undefined ? {} : { 'kontti.role': role };
    const admin = await company.createIdentity({
      name: `clerk-${role ?? 'none'}`,
      role: 'client',
      attributes,
    });
    const client = connectGateway({ ...company, admin });
    try {
      await use(client);
    } finally {
      client.close();
    }
  }

  for (const held of [undefined, 'operator', 'loyalty', 'trade', 'administrator']) {
    it(`${held ?? 'no role'} opens only its own methods`, async () => {
      await withClient(held, async ({ gateway }) => {
        const contract = gateway.getNetwork(world.ledger.network.channelId).getContract('kontti');
        for (const [role, methods] of Object.entries(ROLES)) {
          for (const method of methods) {
            const outcome = await propose(contract, [method, toText(requestOf(world, method))]);
            if (role === held) expect(outcome, method).not.to.match(/^ROLE_MISSING/);
            else expect(outcome, method).to.equal('ROLE_MISSING ');
          }
        }
      });
    });
  }
});
