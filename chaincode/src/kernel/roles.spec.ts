import { expect } from 'chai';
import { createTestIdentity } from '../testing/identities.js';
import { COMPANIES, createWorld, planOf, shipmentOf, type World } from '../testing/world.js';

const mspId = COMPANIES.airline;
const planning = { ref: 'p', transports: [planOf('T-1')] };

describe('authority', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  it('comes from the attribute kontti.role, one word among others', async () => {
    const as = await createTestIdentity({ mspId, roles: 'loyalty, operator' });
    await world.ledger.submit({ as, method: 'shipment:PlanTransports', request: planning });
  });

  it('is denied by default', async () => {
    for (const roles of [undefined, '', 'loyalty', 'Operator', 'operators', 'operator;loyalty']) {
      const as = await createTestIdentity({ mspId, ...(roles === undefined ? {} : { roles }) });
      const call = { as, method: 'shipment:PlanTransports', request: planning };
      expect(await world.ledger.refusal(call), roles).to.deep.include({
        code: 'ROLE_MISSING',
        details: { role: 'operator' },
      });
    }
  });

  it('of an admin is not had by a name that looks like the unit', async () => {
    const as = await createTestIdentity({ mspId, commonName: 'x/OU=admin' });
    const call = { as, method: 'shipment:PlanTransports', request: planning };
    expect(await world.ledger.refusal(call)).to.include({ code: 'ROLE_MISSING' });
  });

  it('is demanded by every method that writes', async () => {
    const as = await createTestIdentity({ mspId });
    const digest = 'a'.repeat(64);
    const journey = { holder: digest, transportId: `${mspId}/T-1` };
    const programme = `${mspId}/P`;
    const spend = {
      programme,
      ref: 'r',
      inputs: [`${mspId}/a/0`],
      amount: '1',
      holderKey: KEY,
      signature: 'AAAA',
    };
    const requests: Record<string, unknown> = {
      'company:Register': { name: 'x', gln: '6400001000018', jurisdiction: 'FI' },
      'company:SetRule': { assetType: 'shipment', version: 0, rule: "'{self}'" },
      'company:RegisterPlaces': {
        ref: 'r',
        places: [{ code: 'JFK', name: 'x', latitudeE6: 0, longitudeE6: 0 }],
      },
      'company:RegisterDevice': { deviceId: `${mspId}/D`, publicKey: KEY },
      'company:RevokeDevice': { deviceId: `${mspId}/D`, reason: 'lost' },
      'shipment:PlanTransports': planning,
      'shipment:UpdateTransports': {
        ref: 'r',
        updates: [{ transportId: `${mspId}/T-1`, sequence: 1, kind: 'cancelled' }],
      },
      'shipment:Consign': { ...shipmentOf('S-1'), shipmentId: `${mspId}/S-1` },
      'shipment:ReportMilestones': {
        ref: 'r',
        milestones: [
          { shipmentId: `${mspId}/S-1`, kind: 'loaded', classifier: 'actual', at: 1, place: 'JFK' },
        ],
      },
      'shipment:OfferCustody': { shipmentId: `${mspId}/S-1`, sequence: 1, to: COMPANIES.caterer },
      'shipment:WithdrawOffer': { shipmentId: `${mspId}/S-1`, sequence: 1 },
      'shipment:AcceptCustody': { shipmentId: `${mspId}/S-1`, sequence: 1 },
      'shipment:Deliver': { shipmentId: `${mspId}/S-1`, at: 1, place: 'JFK' },
      'reading:Submit': { batches: ['AAAA'] },
      'loyalty:SetTerms': { programme, version: 0, ...TERMS },
      'loyalty:Accrue': { programme, ref: 'r', accruals: [journey] },
      'loyalty:Compensate': { programme, ref: 'r', compensations: [journey] },
      'loyalty:Transfer': { ...spend, to: digest },
      'loyalty:Redeem': spend,
      'loyalty:ProposeSettlement': { ref: 'r', counterparty: COMPANIES.caterer, claims: [`${mspId}/r`] },
      'loyalty:AcceptSettlement': { settlementId: `${mspId}/r` },
    };
    const writing = world.ledger.methods.filter((method) => !/:(?:Get|Query)/.test(method));
    expect(Object.keys(requests).sort()).to.deep.equal(writing.sort());
    for (const [method, request] of Object.entries(requests)) {
      expect(await world.ledger.refusal({ as, method, request }), method).to.include({
        code: 'ROLE_MISSING',
      });
    }
  });
});

const KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const TERMS = {
  milliPointsPerKm: 1,
  compensation: [],
  validityDays: 1,
  pointValue: { currency: 'EUR', minorPer1000Points: '1' },
  partners: [],
};
