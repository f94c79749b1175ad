import { expect } from 'chai';
import { FACT_DEFINITIONS } from '../subjects';
import { placeKey } from '../company/facts';
import { spentKey, titleKey } from '../lot/keys';
import { runKey, serialKey, stepKey } from '../product/keys';
import {
  batchKey,
  deviceChangeEndKey,
  deviceRevokedKey,
  laterBatchKey,
  laterRevokedKey,
} from '../reading/device-facts';
import { acknowledgedKey, correctedEntryKey, correctedFactKey, publishedKey } from '../record/facts';
import { custodyEndKey, custodyKey } from '../shipment/facts';
import { refusalOf } from '../testing/refusal';
import { transportKey, updateKey } from '../transport/facts';
import { keyForm, ownerOf, sealCollectionName, type KeyForm } from './key-form';
import { leaderOf } from '../registry/registry';

/** A value for each part that is written in braces. */
const PARTS = {
  ...{ company: 'Org1.example', custodian: 'AirMSP', counterparty: 'ShopMSP', grantee: 'AuditMSP' },
  ...{ assetType: 'shipment', number: 12, ref: 'R~1', code: 'FIKVL', digest: 'a'.repeat(64) },
  ...{ site: 'KouvolaMSP/B-1', subjectKind: 'site', subject: 'KouvolaMSP/B-1' },
  ...{ device: 'KouvolaMSP/d-1', transport: 'AirMSP/f-1', shipment: 'KouvolaMSP/S-1' },
  ...{ programme: 'AirMSP/miles', settlement: 'CatererMSP/X-1', claim: 'AirMSP/R-1', lot: 'AirMSP/A-1/s0' },
  ...{ lotClass: 'AirMSP/credit', deal: 'AirMSP/T-1', record: 'AirMSP/A-1/0', stage: 'answer' },
  ...{ productClass: 'AirMSP/cell', item: 'AirMSP/B-1/7', serial: 'S-1', recall: 'AirMSP/R-1' },
  kept: `AirMSP/${'a'.repeat(32)}`,
  sequence: Number.MAX_SAFE_INTEGER,
};

const further = [
  ...[placeKey, deviceRevokedKey, transportKey, updateKey, batchKey, custodyKey, custodyEndKey],
  ...[laterRevokedKey, laterBatchKey, deviceChangeEndKey],
  ...[spentKey, titleKey, acknowledgedKey, correctedFactKey, correctedEntryKey],
  ...[runKey, serialKey, stepKey, publishedKey],
];
const forms: readonly { readonly template: string }[] = [
  ...FACT_DEFINITIONS.map(({ key }) => key),
  ...further,
];

describe('forms of keys', () => {
  for (const template of new Set(forms.map((form) => form.template))) {
    it(`${template} come apart into what they were built from`, () => {
      const form = keyForm(template) as unknown as KeyForm<Record<string, string | number>>;
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as keyof typeof PARTS);
      const parts = Object.fromEntries(names.map((name) => [name, PARTS[name]]));
      expect(form.parse(form.build(parts))).to.deep.equal(parts);
    });
  }

  it('never take a key of another form', () => {
    const templates = [...new Set(forms.map((form) => form.template))];
    const keys = templates.map((template) =>
      template.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof PARTS) =>
        name === 'sequence' ? String(PARTS.sequence).padStart(16, '0') : String(PARTS[name]),
      ),
    );
    for (const [index, key] of keys.entries()) {
      const taking = templates.filter((template) => keyForm(template).parse(key) !== undefined);
      expect(taking, key).to.deep.equal([templates[index]]);
    }
  });

  it('are refused when a part could make them another key', () => {
    const places = keyForm('places/{company}/{ref}');
    for (const company of ['A/B', '', 'A\u0000', 'ä', '.A']) {
      expect(refusalOf(() => places.build({ company, ref: 'r' }))).to.equal('KEY_FORMAT key');
    }
    const device = keyForm('device/{device}');
    expect(refusalOf(() => device.build({ device: 'A/d/revoked' }))).to.equal('KEY_FORMAT key');
    for (const number of [-1, 1.5, Number.NaN]) {
      const moved = { shipment: 'A/s', number, custodian: 'A' };
      expect(refusalOf(() => custodyKey.build(moved))).to.equal('KEY_FORMAT key');
    }
  });

  it('are undefined for what no fact has', () => {
    const unknown = [
      '',
      'company',
      'company/',
      'company/A',
      'custody/A/s/01/A',
      'idx/a/b',
      'batch/A/d/5',
      'toString/A',
    ];
    for (const key of unknown) expect(leaderOf(key), key).to.equal(undefined);
    expect(leaderOf(`company/${'A'.repeat(600)}/0`)).to.equal(undefined);
    expect(leaderOf('company/A/0')).to.equal('A');
    expect(leaderOf('custody/A/s/1/B')).to.equal('B');
  });

  it('of batches sort by number', () => {
    const key = (sequence: number) => batchKey.build({ device: 'A/d', sequence });
    expect([key(100), key(9), key(0)].sort()).to.deep.equal([key(0), key(9), key(100)]);
  });

  it('belong to a company and its seal collection', () => {
    expect(ownerOf('AirMSP/A-1/s0')).to.equal('AirMSP');
    expect([ownerOf('AirMSP'), ownerOf('/A-1')]).to.deep.equal(['AirMSP', '']);
    expect(sealCollectionName('Org1.example.com')).to.equal('seal_Org1_example_com');
  });
});
