import { expect } from 'chai';
import { canonicalJson } from '../json.js';
import { refusalOf } from '../testing/refusal.js';
import { readVectors } from '../testing/vectors.js';
import { FACT_BODY_CLASSES } from './bodies.js';
import { bytesToFact, createFact, factDigest, factToBytes, sealHash, sealValue } from './codec.js';
import { partiesOf, vouchersDemandedBy } from './vouchers.js';

interface FactVector {
  readonly json: string;
  readonly digest: string;
  readonly sealHash: string;
}

const vectors = readVectors<FactVector>('facts-v1');

/** The vector's fact of a type with some members replaced. */
function changed(type: string, change: (fact: Record<string, unknown>) => unknown): () => unknown {
  const json = vectors.map((vector) => vector.json).find((text) => text.includes(`"type":"${type}"`)) ?? '';
  const fact = JSON.parse(json) as Record<string, unknown>;
  return () => bytesToFact(Buffer.from(canonicalJson({ ...fact, ...(change(fact) as object) })));
}

function vectorOf(type: string, index = 0) {
  const facts = vectors
    .map(({ json }) => bytesToFact(Buffer.from(json)))
    .filter((fact) => fact.type === type);
  const fact = facts[index];
  if (fact === undefined) throw new Error(`no vector of ${type}`);
  return fact;
}

describe('frozen facts', () => {
  for (const { json, digest, sealHash: hash } of vectors) {
    it(`decode and encode ${(JSON.parse(json) as { key: string }).key} for ever`, () => {
      const fact = bytesToFact(Buffer.from(json));
      expect(fact.body).to.be.instanceOf(FACT_BODY_CLASSES[fact.type]);
      expect(factToBytes(fact).toString()).to.equal(json);
      expect(factDigest(Buffer.from(json))).to.equal(digest);
      expect(sealHash(digest)).to.equal(hash);
      expect(sealValue(digest)).to.have.length(32);
    });
  }

  it('exist for every type', () => {
    const types = new Set(vectors.map(({ json }) => (JSON.parse(json) as { type: string }).type));
    expect([...types].sort()).to.deep.equal(Object.keys(FACT_BODY_CLASSES).sort());
  });
});

describe('facts', () => {
  const json = vectors[0]?.json ?? '';

  it('have one encoding', () => {
    const decode = (text: string) => refusalOf(() => bytesToFact(Buffer.from(text)));
    expect(decode(json.replace('":"', '": "'))).to.equal('FACT_NOT_CANONICAL');
    expect(decode(`${json} `)).to.equal('FACT_NOT_CANONICAL');
    expect(decode(`\ufeff${json}`)).to.equal('JSON_SYNTAX');
    expect(decode(json.replace('Example', '\\u0045xample'))).to.equal('FACT_NOT_CANONICAL');
    expect(refusalOf(() => bytesToFact(Buffer.from([0x22, 0xff, 0x22])))).to.equal('FACT_NOT_CANONICAL');
    expect(refusalOf(() => bytesToFact(Buffer.alloc(1024 * 1024 + 1)))).to.equal('TOO_LARGE');
  });

  it('are of a known version and type, without other members', () => {
    expect(refusalOf(changed('company.registered', () => ({ v: 2 })))).to.equal('FACT_VERSION v');
    expect(refusalOf(changed('company.registered', () => ({ type: 'toString' })))).to.equal('FACT_TYPE type');
    expect(refusalOf(changed('company.registered', () => ({ more: 1 })))).to.equal('FIELD_UNKNOWN more');
    expect(refusalOf(changed('company.registered', () => ({ body: {} })))).to.equal(
      'FIELD_MISSING body.name',
    );
    expect(refusalOf(changed('company.registered', () => ({ at: -1 })))).to.equal('FIELD_RANGE at');
  });

  it('stand under a key of their type and speak of nothing of other companies', () => {
    expect(refusalOf(changed('company.registered', () => ({ key: 'device/A/b' })))).to.equal('FACT_KEY key');
    const otherKey = { key: 'transports/OtherMSP/F-1', vouchers: ['OtherMSP'] };
    expect(refusalOf(changed('transport.planned', () => otherKey))).to.equal('FACT_KEY body.transports[0]');
    const lots = { key: 'lots/OtherMSP/A-1', vouchers: ['OtherMSP'] };
    expect(refusalOf(changed('loyalty.lots', () => lots))).to.equal('FACT_KEY body.programme[0]');
    const rule = { key: 'rule/KouvolaMSP/shipment/1' };
    expect(refusalOf(changed('company.rule', () => rule))).to.equal('FACT_KEY body.version');
  });

  it('have exactly the vouchers that their type demands, sorted', () => {
    const vouchers = (type: string, list: string[]) => refusalOf(changed(type, () => ({ vouchers: list })));
    expect(vouchers('company.registered', ['OtherMSP'])).to.equal('FACT_VOUCHERS vouchers');
    expect(vouchers('custody.accepted', ['AirMSP'])).to.equal('FACT_VOUCHERS vouchers');
    expect(vouchers('custody.accepted', ['KouvolaMSP', 'AirMSP'])).to.equal('FACT_VOUCHERS vouchers');
    expect(vouchers('custody.accepted', ['AirMSP', 'AirMSP'])).to.equal('FIELD_DUPLICATE vouchers');
    expect(vouchers('custody.accepted', [])).to.equal('FIELD_RANGE vouchers');
  });

  it('demand the seals of whom they bind, and name who relies on them', () => {
    const demands = (type: string, index = 0) => vouchersDemandedBy(vectorOf(type, index));
    expect(demands('shipment.consigned')).to.deep.equal(['KouvolaMSP']);
    expect(demands('custody.offered')).to.deep.equal(['KouvolaMSP']);
    expect(demands('custody.accepted')).to.deep.equal(['AirMSP', 'KouvolaMSP']);
    expect(demands('shipment.delivered')).to.deep.equal(['ShopMSP']);
    expect(demands('loyalty.spent', 0)).to.deep.equal(['AirMSP']);
    expect(demands('loyalty.spent', 1)).to.deep.equal(['AirMSP', 'CatererMSP']);
    expect(demands('loyalty.settled')).to.deep.equal(['AirMSP', 'CatererMSP']);
    expect(partiesOf(vectorOf('shipment.consigned'))).to.deep.equal(['KouvolaMSP', 'ShopMSP']);
    expect(partiesOf(vectorOf('shipment.delivered'))).to.deep.equal(['KouvolaMSP', 'ShopMSP']);
    expect(partiesOf(vectorOf('loyalty.terms'))).to.deep.equal(['AirMSP', 'CatererMSP']);
  });

  it('are not made of what could not be read back', () => {
    const body = { name: 'x', gln: '1', jurisdiction: 'FI' };
    const content = { type: 'company.registered', key: 'company/A', ref: 'A', at: 1, body } as const;
    expect(refusalOf(() => factToBytes(createFact(content)))).to.equal('FIELD_FORMAT body.gln');
    expect(refusalOf(() => createFact({ ...content, key: 'company/A/b' }))).to.equal('FACT_KEY key');
  });
});
