import { expect } from 'chai';
import { refusalOf } from '../testing/refusal.js';
import { KEY_TEMPLATES, buildKey, ownerOf, parseKey, sealCollectionName, type KeyKind } from './keys.js';

/** A value for each part that stands in braces. */
const PARTS = {
  mspId: 'Org1.example',
  assetType: 'shipment',
  number: 12,
  ref: 'R~1',
  code: 'FIKVL',
  device: 'KouvolaMSP/d-1',
  transport: 'AirMSP/f-1',
  shipment: 'KouvolaMSP/S-1',
  programme: 'AirMSP/miles',
  settlement: 'CatererMSP/X-1',
  claim: 'AirMSP/R-1',
  lot: 'AirMSP/A-1/s0',
  holder: 'a'.repeat(64),
  firstSequence: Number.MAX_SAFE_INTEGER,
};

describe('keys', () => {
  for (const kind of Object.keys(KEY_TEMPLATES) as KeyKind[]) {
    it(`of kind ${kind} come apart into what they were built from`, () => {
      const names = [...KEY_TEMPLATES[kind].matchAll(/\{(\w+)\}/g)].map(
        ([, name]) => name as keyof typeof PARTS,
      );
      const parts = Object.fromEntries(names.map((name) => [name, PARTS[name]]));
      const key = buildKey(kind, parts as never);
      expect(parseKey(key)).to.deep.equal({ kind, parts });
    });
  }

  it('are refused when a part could make them another key', () => {
    const company = (mspId: string) => refusalOf(() => buildKey('company', { mspId }));
    for (const mspId of ['A/B', '', 'A\u0000', 'ä', '.A']) expect(company(mspId)).to.equal('KEY_FORMAT key');
    expect(refusalOf(() => buildKey('device', { device: 'A/d/revoked' }))).to.equal('KEY_FORMAT key');
    expect(refusalOf(() => buildKey('offer', { shipment: 'A/s', number: -1 }))).to.equal('KEY_FORMAT key');
    expect(refusalOf(() => buildKey('offer', { shipment: 'A/s', number: 1.5 }))).to.equal('KEY_FORMAT key');
  });

  it('are undefined for what the ledger does not have', () => {
    const unknown = [
      '',
      'company',
      'company/',
      'company/A/b',
      'offer/A/s/01',
      'idx/a/b',
      'batch/A/d/5',
      'toString/A',
    ];
    for (const key of unknown) expect(parseKey(key), key).to.equal(undefined);
    expect(parseKey(`company/${'A'.repeat(600)}`)).to.equal(undefined);
  });

  it('sort batches by number', () => {
    const key = (firstSequence: number) => buildKey('batch', { device: 'A/d', firstSequence });
    expect([key(100), key(9), key(0)].sort()).to.deep.equal([key(0), key(9), key(100)]);
  });

  it('belong to a company and its seal collection', () => {
    expect(ownerOf('AirMSP/A-1/s0')).to.equal('AirMSP');
    expect(sealCollectionName('Org1.example.com')).to.equal('seal_Org1_example_com');
  });
});
