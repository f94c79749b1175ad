import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { gs1 } from '../sdk/gs1';
import { createBadInputWorld, deviceId, programme, toText, type BadInputWorld } from './world';

/** Who sends what, and the code and field of the refusal. A text is sent as it is. */
type Case = readonly [by: string, method: string, request: unknown, outcome: string];

const NUL = '\u0000';
const SSCC = gs1('00614141123456789');
const consignment = {
  ...{ shipmentId: 'ForwarderMSP/X-1', consignee: 'RetailMSP', origin: 'HEL', destination: 'JFK' },
  ...{ ssccs: [], items: [], legs: [], documents: [] },
};
const leg = {
  ...{ transportId: 'AirMSP/X-1', mode: 'air', number: '1', from: 'HEL', to: 'JFK' },
  ...{ departurePlanned: 2_000, arrivalPlanned: 3_000, distanceMeters: 1_000 },
};
const terms = {
  ...{ programme, version: 1, milliPointsPerKm: 1_000, compensation: [], validityDays: 1, partners: [] },
  pointValue: { currency: 'EUR', minorPer1000Points: '1' },
};
const registration = { name: 'Example', gln: gs1('640000100000'), jurisdiction: 'FI' };

const consign = (change: object, outcome: string): Case => [
  'ForwarderMSP',
  'shipment:Consign',
  { ...consignment, ...change },
  outcome,
];
const plan = (change: object, outcome: string): Case => [
  'AirMSP',
  'transport:Plan',
  { ref: 'x', transports: [{ ...leg, ...change }] },
  outcome,
];
const update = (change: object, outcome: string): Case => [
  'AirMSP',
  'transport:Update',
  { ref: 'x', updates: [{ transportId: 'AirMSP/F-0', sequence: 2, kind: 'arrived', ...change }] },
  outcome,
];
const setTerms = (change: object, outcome: string): Case => [
  'AirMSP',
  'loyalty:SetTerms',
  { ...terms, ...change },
  outcome,
];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'missing, extra and wrongly typed fields': [
    consign({ consignee: undefined }, 'FIELD_MISSING consignee'),
    consign({ colour: 'red' }, 'FIELD_UNKNOWN colour'),
    consign({ container: null }, 'FIELD_TYPE container'),
    consign({ legs: 'AirMSP/F-0' }, 'FIELD_TYPE legs'),
    consign({ items: [{ serial: 1 }] }, 'FIELD_TYPE items[0].serial'),
    plan({ distanceMeters: '1000' }, 'FIELD_TYPE transports[0].distanceMeters'),
    plan({ distanceMeters: 1.5 }, 'FIELD_TYPE transports[0].distanceMeters'),
    plan({ mode: 'teleport' }, 'FIELD_FORMAT transports[0].mode'),
    ['AirMSP', 'transport:Plan', { ref: 'x', transports: [] }, 'FIELD_RANGE transports'],
    ['AirMSP', 'transport:Plan', '{', 'JSON_SYNTAX '],
    ['AirMSP', 'transport:Plan', '[]', 'FIELD_TYPE '],
    ['AirMSP', 'transport:Plan', '{"ref":"x","ref":"y"}', 'JSON_DUPLICATE_KEY '],
  ],
  'wrong check digits': [
    consign({ container: 'CSQU3054384' }, 'CHECK_DIGIT container'),
    consign(
      { ssccs: [SSCC.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))] },
      'CHECK_DIGIT ssccs[0]',
    ),
    consign(
      {
        items: [
          { serial: '1', gtin: '6400001000018' },
          { serial: '2', gtin: '6400001000019' },
        ],
      },
      'CHECK_DIGIT items[1].gtin',
    ),
    ['AirMSP', 'company:Register', { ...registration, gln: '6400001000019' }, 'CHECK_DIGIT gln'],
  ],
  'unknown places': [
    consign({ origin: 'LAX' }, 'UNKNOWN_PLACE origin'),
    consign({ destination: 'XXHEL' }, 'FIELD_FORMAT destination'),
    plan({ to: 'LAX' }, 'UNKNOWN_PLACE transports[0].to'),
    plan({ from: 'Kouvola' }, 'FIELD_FORMAT transports[0].from'),
  ],
  'dates that go backwards or are none': [
    plan({ arrivalPlanned: 1_999 }, 'DATE_ORDER transports[0].arrivalPlanned'),
    plan({ departurePlanned: -1 }, 'FIELD_RANGE transports[0].departurePlanned'),
    plan({ arrivalPlanned: '2026-01-31T08:00:00Z' }, 'FIELD_TYPE transports[0].arrivalPlanned'),
    update({ departure: 2_000, arrival: 1_000 }, 'DATE_ORDER updates[0].arrival'),
    update({ sequence: 1, arrival: 1_000 }, 'SEQUENCE updates[0].sequence'),
    update({}, 'FIELD_MISSING updates[0].arrival'),
  ],
  'amounts out of range': [
    ...['0', '-1', '9223372036854775808'].map((amount) =>
      setTerms(
        { pointValue: { currency: 'EUR', minorPer1000Points: amount } },
        'FIELD_RANGE pointValue.minorPer1000Points',
      ),
    ),
    setTerms(
      { pointValue: { currency: 'EUR', minorPer1000Points: '1.5' } },
      'FIELD_FORMAT pointValue.minorPer1000Points',
    ),
    setTerms(
      { pointValue: { currency: 'EUR', minorPer1000Points: 1 } },
      'FIELD_TYPE pointValue.minorPer1000Points',
    ),
    setTerms(
      { compensation: [{ delayMinutesMin: 0, points: '1' }] },
      'FIELD_RANGE compensation[0].delayMinutesMin',
    ),
    plan({ distanceMeters: 0 }, 'FIELD_RANGE transports[0].distanceMeters'),
  ],
  'U+0000': [
    consign({ shipmentId: `ForwarderMSP/X${NUL}` }, 'FIELD_FORMAT shipmentId'),
    consign({ items: [{ serial: `1${NUL}` }] }, 'FIELD_FORMAT items[0].serial'),
    plan({ transportId: `AirMSP/${NUL}` }, 'FIELD_FORMAT transports[0].transportId'),
    ['AirMSP', 'company:Register', { ...registration, name: NUL }, 'FIELD_FORMAT name'],
    ['AirMSP', 'company:GetFact', { key: `company/AirMSP${NUL}` }, 'FIELD_FORMAT key'],
  ],
  'ids of another company': [
    consign({ shipmentId: 'AirMSP/X-1' }, 'NOT_OWNER shipmentId'),
    plan({ transportId: 'ForwarderMSP/X-1' }, 'NOT_OWNER transports[0].transportId'),
    update({ transportId: 'ForwarderMSP/F-0', arrival: 1 }, 'NOT_OWNER updates[0].transportId'),
    ['AirMSP', 'company:RevokeDevice', { deviceId, reason: 'none' }, 'NOT_OWNER deviceId'],
    setTerms({ programme: 'RetailMSP/miles' }, 'NOT_OWNER programme'),
    setTerms({ partners: ['AirMSP'] }, 'FIELD_CONFLICT partners[0]'),
    [
      'RetailMSP',
      'shipment:Deliver',
      { shipmentId: 'ForwarderMSP/S-1', at: 1, place: 'JFK' },
      'NOT_A_PARTY shipmentId',
    ],
  ],
};

describeOnNetwork('bad input, sent with the official client', () => {
  let world: BadInputWorld;
  before(async () => {
    world = await createBadInputWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [name, cases] of Object.entries(CASES)) {
    it(`is refused with code and field: ${name}`, async () => {
      for (const [by, method, request, outcome] of cases) {
        const text = toText(request);
        expect(await world.outcomeOf({ by, method, args: [text] }), `${method} ${text}`).to.equal(outcome);
      }
    });
  }

  it('is refused with the number of arguments when there is not exactly one', async () => {
    for (const args of [[], [toText(consignment), '{}']]) {
      const call = { by: 'ForwarderMSP', method: 'shipment:Consign', args } as const;
      expect(await world.outcomeOf(call)).to.equal('ARGUMENT_COUNT ');
    }
  });

  it('is distinguished from good input: the requests that the cases change are endorsed', async () => {
    for (const [by, method, request] of [consign({}, ''), plan({}, ''), setTerms({}, '')]) {
      expect(await world.outcomeOf({ by, method, args: [toText(request)] }), method).to.equal('endorsed');
    }
  });
});
