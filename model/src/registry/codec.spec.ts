import { expect } from 'chai';
import { canonicalJson } from '../json';
import { LIMITS } from '../limits';
import { refusalOf } from '../testing/refusal';
import { readVectors } from '../testing/vectors';
import { bytesToFact, createFact, factToBytes, readFact } from './codec';
import { factDigest, sealHash, sealValue } from '../fact/digest';
import { FACT_TYPES, findDefinition, vouchersOf, type AnyFact } from './registry';

interface FactVector {
  readonly json: string;
  readonly digest: string;
  readonly sealHash: string;
}

const vectors = ['facts-v1', 'facts-v2', 'facts-v3'].flatMap((name) => readVectors<FactVector>(name));

/** The vector's fact of a type with some members replaced. */
function changed(type: string, change: (fact: Record<string, unknown>) => unknown): () => unknown {
  const json = vectors.map((vector) => vector.json).find((text) => text.includes(`"type":"${type}"`)) ?? '';
  const fact = JSON.parse(json) as Record<string, unknown>;
  return () => bytesToFact(Buffer.from(canonicalJson({ ...fact, ...(change(fact) as object) })));
}

function vectorOf(type: string, index = 0): AnyFact {
  const facts = vectors
    .map(({ json }) => bytesToFact(Buffer.from(json)))
    .filter((fact) => fact.type === type);
  const fact = facts[index];
  if (fact === undefined) throw new Error(`no vector of ${type}`);
  return fact;
}

describe('frozen facts', () => {
  for (const { json, digest, sealHash: hash } of vectors) {
    const { key, type } = JSON.parse(json) as { key: string; type: string };
    it(`decode and encode ${type} ${key} for ever`, () => {
      const fact = bytesToFact(Buffer.from(json));
      expect(fact.body).to.be.instanceOf(findDefinition(type)?.body);
      // What was lifted is not written again.
      if (fact.v === findDefinition(type)?.version) expect(factToBytes(fact).toString()).to.equal(json);
      expect(factDigest(Buffer.from(json))).to.equal(digest);
      expect(sealHash(digest)).to.equal(hash);
      expect(sealValue(digest)).to.have.length(32);
    });
  }

  it('exist for every type', () => {
    const types = new Set(vectors.map(({ json }) => (JSON.parse(json) as { type: string }).type));
    expect([...types].sort()).to.deep.equal([...FACT_TYPES].sort());
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

  it('are few values, and what is none is refused before its canonical form is made', () => {
    const many = Array.from({ length: LIMITS.factMarksMax + 1 }, () => 1);
    expect(refusalOf(changed('company.registered', () => ({ body: many })))).to.equal('TOO_LARGE');
    const text = { body: { name: ',:[{"\\'.repeat(20_000) } };
    expect(refusalOf(changed('company.registered', () => text))).to.equal('FIELD_RANGE body.name');
    const [first] = vectors;
    const spaced = Buffer.from((first?.json ?? '').replace('"body":{', '"body":{ "junk":1, '));
    expect(refusalOf(() => bytesToFact(spaced))).to.equal('FIELD_UNKNOWN body.junk');
  });

  it('are of a known version and type, without other members', () => {
    expect(refusalOf(changed('company.registered', () => ({ type: 'toString' })))).to.equal('FACT_TYPE type');
    expect(refusalOf(changed('company.registered', () => ({ more: 1 })))).to.equal('FIELD_UNKNOWN more');
    expect(refusalOf(changed('company.registered', () => ({ body: {} })))).to.equal(
      'FIELD_MISSING body.name',
    );
    expect(refusalOf(changed('company.registered', () => ({ at: -1 })))).to.equal('FIELD_RANGE at');
    for (const v of [2, 0, -1, 1.5, '1', null, 1e300]) {
      expect(refusalOf(changed('company.registered', () => ({ v }))), String(v)).to.equal('FACT_VERSION v');
    }
  });

  it('of a type or version that only newer software knows are unknown; anything else is nothing', () => {
    const read = (change: object) =>
      readFact(Buffer.from(canonicalJson({ ...(JSON.parse(json) as object), ...change })));
    expect(read({ type: 'company.painted' })).to.equal('unknown');
    expect(read({ v: 2 })).to.equal('unknown');
    expect(read({ at: 'now' })).to.equal(undefined);
    expect(read({})).to.include({ type: 'company.registered' });
    for (const text of ['', '{', 'null', '1e400', '{"at":1e400,"type":"company.rule"}', '['.repeat(90_000)]) {
      expect(readFact(Buffer.from(text)), text.slice(0, 20)).to.equal(undefined);
    }
    const nested = `{"body":${'{"a":'.repeat(90_000)}1${'}'.repeat(90_000)},"type":"company.rule"}`;
    expect(readFact(Buffer.from(nested))).to.equal(undefined);
  });

  it('have a key of their type, and say nothing of other companies’ assets', () => {
    expect(refusalOf(changed('company.registered', () => ({ key: 'device/A/b' })))).to.equal('FACT_KEY key');
    const otherKey = { key: 'transports/OtherMSP/F-1', vouchers: ['OtherMSP'] };
    expect(refusalOf(changed('transport.planned', () => otherKey))).to.equal('FACT_KEY body.transports[0]');
    const otherUpdates = { key: 'updates/OtherMSP/U-1', vouchers: ['OtherMSP'] };
    expect(refusalOf(changed('transport.updated', () => otherUpdates))).to.equal('FACT_KEY body.updates[0]');
    const lots = { key: 'lots/OtherMSP/A-1', vouchers: ['OtherMSP'] };
    expect(refusalOf(changed('loyalty.lots', () => lots))).to.equal('FACT_KEY body.programme[0]');
    const rule = { key: 'rule/KouvolaMSP/shipment/1' };
    expect(refusalOf(changed('company.rule', () => rule))).to.equal('FACT_KEY body.version');
    const custodian = { key: 'custody/KouvolaMSP/S-1/1/ShopMSP', vouchers: ['ShopMSP'] };
    expect(refusalOf(changed('custody.offered', () => custodian))).to.equal('FACT_KEY body.from');
    const readings = { key: `readings/KouvolaMSP/${'0'.repeat(64)}` };
    expect(refusalOf(changed('reading.submitted', () => readings))).to.equal('FACT_KEY key');
  });

  it('of a rule have one that can be read and met', () => {
    const rule = (text: string) =>
      refusalOf(changed('company.rule', ({ body }) => ({ body: { ...(body as object), rule: text } })));
    expect(rule('AND(')).to.equal('RULE_SYNTAX rule');
    expect(rule("OutOf(2, '{self}')")).to.equal('RULE_UNREACHABLE rule');
  });

  it('name a rule only where they make an asset', () => {
    const rule = '0'.repeat(64);
    expect(refusalOf(changed('custody.offered', () => ({ rule })))).to.equal('FIELD_UNKNOWN rule');
    expect(changed('transport.planned', () => ({ rule }))).not.to.throw();
  });

  it('have the vouchers that their type demands, sorted, and perhaps more', () => {
    const vouchers = (type: string, list: string[]) => refusalOf(changed(type, () => ({ vouchers: list })));
    expect(vouchers('company.registered', ['OtherMSP'])).to.equal('FACT_VOUCHERS vouchers');
    expect(vouchers('custody.accepted', ['KouvolaMSP'])).to.equal('FACT_VOUCHERS vouchers');
    expect(vouchers('custody.accepted', ['ShopMSP', 'KouvolaMSP'])).to.equal('FACT_VOUCHERS vouchers');
    expect(vouchers('custody.accepted', ['ShopMSP', 'ShopMSP'])).to.equal('FIELD_DUPLICATE vouchers');
    expect(vouchers('custody.accepted', [])).to.equal('FIELD_RANGE vouchers');
    expect(
      changed('custody.accepted', () => ({ vouchers: ['AuditMSP', 'KouvolaMSP', 'ShopMSP'] })),
    ).not.to.throw();
  });

  it('demand the seals of whom they bind', () => {
    const demands = (type: string, index = 0) => vouchersOf(vectorOf(type, index));
    expect(demands('shipment.consigned')).to.deep.equal(['KouvolaMSP']);
    expect(demands('custody.offered')).to.deep.equal(['KouvolaMSP']);
    expect(demands('custody.accepted')).to.deep.equal(['KouvolaMSP', 'ShopMSP']);
    expect(demands('shipment.delivered')).to.deep.equal(['ShopMSP']);
    expect(demands('loyalty.spent', 0)).to.deep.equal(['AirMSP']);
    expect(demands('loyalty.spent', 1)).to.deep.equal(['AirMSP', 'CatererMSP']);
    expect(demands('loyalty.settled')).to.deep.equal(['AirMSP', 'CatererMSP']);
  });

  it('are not made of what could not be read back', () => {
    const body = { name: 'x', gln: '1', jurisdiction: 'FI' };
    const content = { type: 'company.registered', key: 'company/A/0', ref: '0', at: 1, body } as const;
    expect(refusalOf(() => factToBytes(createFact(content)))).to.equal('FIELD_FORMAT body.gln');
    expect(refusalOf(() => createFact({ ...content, key: 'company/A' }))).to.equal('FACT_KEY key');
  });
});
