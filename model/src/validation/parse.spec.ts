import { expect } from 'chai';
import { DeviceRegistration } from '../reading/device';
import { RuleChange } from '../company/rule';
import { LotRecord } from '../loyalty/lot-record';
import { TermsChange } from '../loyalty/terms';
import { BatchQuery } from '../reading/submission';
import { Consignment } from '../shipment/consignment';
import { TransportPlan, TransportPlanning } from '../transport/plan';
import { TransportUpdating } from '../transport/update';
import { refusalOf } from '../testing/refusal';
import { parsePage } from '../page';
import { amount } from './identifiers';
import { Field, listOf, nested, OptionalField } from './field';
import { parseFields, parseRequest, parseValue } from './parse';
import { text } from './rule';

const plan = {
  transportId: 'AirMSP/f-1',
  mode: 'air',
  number: 'row 1',
  from: 'JFK',
  to: 'LAX',
  departurePlanned: 1000,
  arrivalPlanned: 2000,
  distanceMeters: 3_974_000,
};
const terms = {
  programme: 'AirMSP/miles',
  version: 0,
  milliPointsPerKm: 500,
  compensation: [
    { delayMinutesMin: 60, points: '100' },
    { delayMinutesMin: 180, points: '500' },
  ],
  validityDays: 365,
  pointValue: { currency: 'EUR', minorPer1000Points: '800' },
  partners: ['CatererMSP'],
};
const shipment = {
  shipmentId: 'KouvolaMSP/S-1',
  consignee: 'ShopMSP',
  ssccs: [],
  items: [{ serial: 'a' }],
  legs: [],
  origin: 'FIKVL',
  destination: 'JFK',
  documents: [],
};

function planning(changes: object): () => unknown {
  const transports = [plan, { ...plan, transportId: 'AirMSP/f-2', ...changes }];
  return () => parseRequest(TransportPlanning, JSON.stringify({ ref: 'r', transports }));
}

describe('requests', () => {
  it('become instances, nested ones and amounts too', () => {
    const parsed = parseRequest(TransportPlanning, JSON.stringify({ ref: 'r', transports: [plan] }));
    expect(parsed).to.be.instanceOf(TransportPlanning);
    expect(parsed.transports[0]).to.be.instanceOf(TransportPlan);
    expect(parseValue(TermsChange, terms).compensation[1]?.points).to.equal(500n);
  });

  it('name the field and the rule that it broke', () => {
    expect(refusalOf(planning({ from: 'fikvl' }))).to.equal('FIELD_FORMAT transports[1].from');
    expect(refusalOf(planning({ mode: undefined }))).to.equal('FIELD_MISSING transports[1].mode');
    expect(refusalOf(planning({ mode: null }))).to.equal('FIELD_TYPE transports[1].mode');
    expect(refusalOf(planning({ extra: 1 }))).to.equal('FIELD_UNKNOWN transports[1].extra');
    expect(refusalOf(planning({ departurePlanned: '1000' }))).to.equal(
      'FIELD_TYPE transports[1].departurePlanned',
    );
    expect(refusalOf(planning({ arrivalPlanned: 999 }))).to.equal('DATE_ORDER transports[1].arrivalPlanned');
    expect(refusalOf(planning({ distanceMeters: 0 }))).to.equal('FIELD_RANGE transports[1].distanceMeters');
    const infinite = '{"assetType":"shipment","version":1e400,"rule":"x"}';
    expect(refusalOf(() => parseRequest(RuleChange, infinite))).to.equal('FIELD_TYPE version');
    expect(refusalOf(planning({ number: 'a\u0000' }))).to.equal('FIELD_FORMAT transports[1].number');
  });

  it('say which unknown field only when its name is harmless', () => {
    const json = JSON.stringify({ '\u202e<b>': 1 });
    expect(refusalOf(() => parseRequest(RuleChange, json))).to.equal('FIELD_UNKNOWN ?');
    for (const name of ['<b', 'b>', 'b'.repeat(65), '']) {
      expect(
        refusalOf(() => parseValue(RuleChange, { [name]: 1 })),
        name,
      ).to.equal('FIELD_UNKNOWN ?');
    }
    const longest = 'b'.repeat(64);
    expect(refusalOf(() => parseValue(RuleChange, { [longest]: 1 }))).to.equal(`FIELD_UNKNOWN ${longest}`);
    expect(refusalOf(() => parseRequest(RuleChange, '{"__proto__":{"rule":"x"}}'))).to.equal(
      'FIELD_UNKNOWN __proto__',
    );
    expect(refusalOf(() => parseRequest(RuleChange, '{"toString":1}'))).to.equal('FIELD_UNKNOWN toString');
  });

  it('are objects, and lists within their bounds', () => {
    for (const json of ['null', '[]', '5', '"a"']) {
      expect(refusalOf(() => parseRequest(RuleChange, json))).to.equal('FIELD_TYPE');
    }
    const bulk = (length: number) => () =>
      parseValue(TransportPlanning, { ref: 'r', transports: Array.from({ length }, () => plan) });
    expect(refusalOf(bulk(0))).to.equal('FIELD_RANGE transports');
    expect(refusalOf(bulk(101))).to.equal('FIELD_RANGE transports');
    expect(bulk(100)).not.to.throw();
    const notList = { ref: 'r', transports: { 0: plan, length: 1 } };
    expect(refusalOf(() => parseValue(TransportPlanning, notList))).to.equal('FIELD_TYPE transports');
  });

  it('keep the rules between fields', () => {
    const consign = (changes: object) =>
      refusalOf(() => parseValue(Consignment, { ...shipment, ...changes }));
    expect(consign({ container: 'CSQU3054383', uld: 'AKE12345AY' })).to.equal('FIELD_CONFLICT uld');
    expect(consign({ items: [{ serial: 'a' }, { serial: 'a' }] })).to.equal('FIELD_DUPLICATE items');
    expect(consign({ ssccs: ['006141411234567890', '006141411234567890'] })).to.equal(
      'FIELD_DUPLICATE ssccs',
    );
    const conditions = { temperatureMinMilliC: 1, temperatureMaxMilliC: 0 };
    expect(consign({ conditions })).to.equal('FIELD_CONFLICT conditions.temperatureMaxMilliC');
    const compensation = [...terms.compensation].reverse();
    expect(refusalOf(() => parseValue(TermsChange, { ...terms, compensation }))).to.equal(
      'FIELD_CONFLICT compensation[1].delayMinutesMin',
    );
    expect(refusalOf(() => parseValue(BatchQuery, { pageSize: 1 }))).to.equal('FIELD_MISSING shipmentId');
  });

  it('let each kind of update have its own times', () => {
    const update = (entry: object) =>
      refusalOf(() =>
        parseValue(TransportUpdating, {
          ref: 'r',
          updates: [{ transportId: 'A/t', sequence: 1, ...entry }],
        }),
      );
    expect(update({ kind: 'arrived' })).to.equal('FIELD_MISSING updates[0].arrival');
    expect(update({ kind: 'departed', arrival: 5 })).to.equal('FIELD_MISSING updates[0].departure');
    expect(update({ kind: 'cancelled', arrival: 5 })).to.equal('FIELD_CONFLICT updates[0].arrival');
    expect(update({ kind: 'estimated' })).to.equal('FIELD_MISSING updates[0].arrival');
    expect(update({ kind: 'arrived', departure: 6, arrival: 5 })).to.equal('DATE_ORDER updates[0].arrival');
  });

  it('take public keys only of the kinds that are verified', () => {
    const device = { deviceId: 'A/d', publicKey: 'AAAA' };
    expect(refusalOf(() => parseValue(DeviceRegistration, device))).to.equal('PUBLIC_KEY publicKey');
  });
});

describe('pages', () => {
  const lot = {
    lotId: 'A/r/0',
    programme: 'A/p',
    holder: 'a'.repeat(64),
    amount: '5',
    expiresAt: 1,
    termsVersion: 0,
    origin: 'accrual',
    status: 'unspent',
    fact: 'lots/A/r',
    digest: 'b'.repeat(64),
  };

  it('hold records, and what does not hold beside them', () => {
    const rejected = [{ key: 'lots/A/x', reason: 'unsealed' }];
    const page = parsePage(LotRecord, JSON.stringify({ records: [lot], bookmark: '', rejected }));
    expect(page.records[0]).to.be.instanceOf(LotRecord);
    expect(page.records[0]?.amount).to.equal(5n);
    expect(page.rejected.map(({ reason }) => reason)).to.deep.equal(['unsealed']);
  });

  it('are refused with a field too many or a wrong record', () => {
    const parse = (page: object) => refusalOf(() => parsePage(LotRecord, JSON.stringify(page)));
    expect(parse({ records: [], bookmark: '', rejected: [], more: 1 })).to.equal('FIELD_UNKNOWN');
    expect(parse({ records: [{ ...lot, amount: '0' }], bookmark: '', rejected: [] })).to.equal(
      'FIELD_RANGE records[0].amount',
    );
    expect(parse({ bookmark: '', rejected: [] })).to.equal('FIELD_TYPE records');
  });
});

describe('fields without an instance', () => {
  class Plain {
    @Field(text(5))
    readonly name!: string;
  }

  class Tree {
    @Field(text(5))
    readonly name!: string;

    @OptionalField(listOf(() => Branch, { min: 0, max: 2 }))
    readonly branches?: readonly Branch[];
  }

  class Branch {
    @Field(nested(() => Tree))
    readonly tree!: Tree;

    @OptionalField(amount)
    readonly weight?: bigint;
  }

  it('are the value itself, where its rules hold and nothing is converted', () => {
    const value = { name: 'a' };
    expect(parseFields(Plain, value)).to.equal(value);
    expect(refusalOf(() => parseFields(Plain, { name: 1 }, 'records[0]'))).to.equal(
      refusalOf(() => parseValue(Plain, { name: 1 }, 'records[0]')),
    );
    expect(refusalOf(() => parseFields(Plain, { name: 'a', other: 1 }))).to.equal('FIELD_UNKNOWN other');
  });

  it('are converted however deep they are, also in classes that hold one another', () => {
    const tree = { name: 'a', branches: [{ tree: { name: 'b', branches: [] }, weight: '7' }] };
    expect(parseFields(Tree, tree).branches?.[0]?.weight).to.equal(7n);
    expect(parseFields(Branch, { tree, weight: '8' })).to.deep.include({ weight: 8n });
    expect(parseFields(Tree, { name: 'a' })).to.deep.equal({ name: 'a' });
  });

  it('are the value itself also in a class that holds itself and converts nothing', () => {
    class Chain {
      @Field(text(5))
      readonly name!: string;

      @OptionalField(nested(() => Chain))
      readonly next?: Chain;
    }
    const chain = { name: 'a', next: { name: 'b' } };
    expect(parseFields(Chain, chain)).to.equal(chain);
  });
});
