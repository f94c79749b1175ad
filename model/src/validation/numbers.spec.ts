import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { cargoUnit, containerCheckDigit, containerNumber, uldNumber } from './container';
import { gln, gtin, sscc } from './gs1';
import { amount, amountOrZero, assetId, base64, currency, lotId, mspId, ref, time } from './identifiers';
import { jurisdiction, placeCode } from './places';
import type { Rule } from './rule';
import { flag, text } from './rule';

function codeOf(rule: Rule, value: unknown): string {
  return refusalOf(() => rule.check(value, ''));
}

function accept(rule: Rule, values: readonly unknown[]): void {
  for (const value of values) expect(() => rule.check(value, 'f'), String(value)).not.to.throw();
}

describe('container numbers', () => {
  it('have the check digit of ISO 6346', () => {
    accept(containerNumber, ['CSQU3054383', 'MSKU9070323', 'TGHU7599330']);
    expect(codeOf(containerNumber, 'CSQU3054384')).to.equal('CHECK_DIGIT');
    expect(codeOf(containerNumber, 'CSQC3054383')).to.equal('FIELD_FORMAT');
    expect(codeOf(containerNumber, 'csqu3054383')).to.equal('FIELD_FORMAT');
    expect(codeOf(containerNumber, 'CSQU305438')).to.equal('FIELD_FORMAT');
  });

  it('are also those of swap bodies and semi-trailers (EN 13044)', () => {
    for (const owner of ['ABCA', 'ABCB', 'ABCD', 'ABCE', 'ABCK']) {
      const body = `${owner}001234`;
      accept(containerNumber, [`${body}${containerCheckDigit(body)}`]);
      accept(cargoUnit, [`${body}${containerCheckDigit(body)}`]);
      expect(codeOf(containerNumber, `${body}${(containerCheckDigit(body) + 1) % 10}`)).to.equal(
        'CHECK_DIGIT',
      );
    }
    for (const owner of ['ABCC', 'ABCF', 'ABCR']) {
      expect(codeOf(containerNumber, `${owner}0012340`)).to.equal('FIELD_FORMAT');
    }
  });

  it('write a remainder of 10 as 0', () => {
    const tens = Array.from({ length: 1000 }, (_, n) => `CSQU${String(n).padStart(6, '0')}`).filter(
      (body) => remainderOf(body) === 10,
    );
    expect(tens.length).to.be.greaterThan(0);
    for (const body of tens) {
      expect(containerCheckDigit(body)).to.equal(0);
      accept(containerNumber, [`${body}0`]);
    }
  });

  it('are beside ULD numbers', () => {
    accept(uldNumber, ['AKE12345AY', 'PMC1234LH', 'AKE12345R7']);
    for (const wrong of ['AK12345AY', 'AKE123AY', 'AKE12345', 'AKE1234512']) {
      expect(codeOf(uldNumber, wrong), wrong).to.equal('FIELD_FORMAT');
    }
    accept(cargoUnit, ['CSQU3054383', 'AKE12345AY']);
    expect(codeOf(cargoUnit, 'CSQU3054384')).to.equal('CHECK_DIGIT');
  });
});

/** Letter values as the table of ISO 6346 lists them, independent of the formula under test. */
function remainderOf(body: string): number {
  const table = 'A10B12C13D14E15F16G17H18I19J20K21L23M24N25O26P27Q28R29S30T31U32V34W35X36Y37Z38';
  const values = new Map(
    [...table.matchAll(/([A-Z])(\d\d)/g)].map(([, letter, value]) => [letter, Number(value)]),
  );
  return Array.from(body).reduce((sum, c, index) => sum + (values.get(c) ?? Number(c)) * 2 ** index, 0) % 11;
}

describe('GS1 numbers', () => {
  it('have their length and check digit', () => {
    accept(sscc, ['006141411234567890']);
    accept(gln, ['6412345000012']);
    accept(gtin, ['4006381333931', '036000291452', '96385074', '10614141000415']);
    expect(codeOf(sscc, '006141411234567891')).to.equal('CHECK_DIGIT');
    expect(codeOf(gln, '6412345000013')).to.equal('CHECK_DIGIT');
    expect(codeOf(gtin, '4006381333930')).to.equal('CHECK_DIGIT');
    expect(codeOf(sscc, '4006381333931')).to.equal('FIELD_FORMAT');
    expect(codeOf(gln, '64123450000१२')).to.equal('FIELD_FORMAT');
    expect(codeOf(gln, 6412345000012)).to.equal('FIELD_TYPE');
  });
});

describe('places', () => {
  it('are UN/LOCODEs of real countries or airport codes', () => {
    accept(placeCode, ['FIKVL', 'DEHAM', 'USNY2', 'XZOSX', 'JFK', '00M']);
    for (const wrong of ['XXABC', 'FIKV', 'FIKV1', 'FIKV0', 'fikvl', 'JF', 'FIKVLL']) {
      expect(codeOf(placeCode, wrong), wrong).to.equal('FIELD_FORMAT');
    }
    accept(jurisdiction, ['FI', 'DE-BY', 'FR-75C']);
    for (const wrong of ['EU', 'XZ', 'DE-', 'DE-BAYE', 'de-by']) {
      expect(codeOf(jurisdiction, wrong), wrong).to.equal('FIELD_FORMAT');
    }
  });
});

describe('identifiers', () => {
  it('carry their company, and nothing that a key could trip over', () => {
    accept(assetId, ['KouvolaMSP/S-1', 'a.b/~._-']);
    for (const wrong of ['S-1', '/S-1', 'A/', 'A/b/c', 'A/b\u0000', 'A/ä', '-A/b', `A/${'b'.repeat(65)}`]) {
      expect(codeOf(assetId, wrong), wrong).to.equal('FIELD_FORMAT');
    }
    accept(lotId, ['A/r/0', 'A/r/s1', 'A/r/99']);
    for (const wrong of ['A/r', 'A/r/01', 'A/r/t1', 'A/r/-1']) {
      expect(codeOf(lotId, wrong)).to.equal('FIELD_FORMAT');
    }
    for (const rule of [mspId, ref]) {
      expect(codeOf(rule, 'a/b')).to.equal('FIELD_FORMAT');
      expect(codeOf(rule, '')).to.equal('FIELD_RANGE');
    }
  });

  it('take no value of another type for theirs', () => {
    for (const [rule, value] of [
      [time, '5'],
      [time, 5.5],
      [time, -0],
      [time, null],
      [flag, 'true'],
      [flag, 1],
      [currency, 5],
    ] as const) {
      expect(codeOf(rule, value)).to.equal('FIELD_TYPE');
    }
    expect(codeOf(time, -1)).to.equal('FIELD_RANGE');
    expect(codeOf(time, 253_402_300_799_001)).to.equal('FIELD_RANGE');
    accept(time, [0, 253_402_300_799_000]);
  });

  it('refuse U+0000, lone surrogates and overlong texts', () => {
    const rule = text(4);
    accept(rule, ['a', '🚢🚢']);
    expect(codeOf(rule, 'a\u0000')).to.equal('FIELD_FORMAT');
    expect(codeOf(rule, '\ud83d')).to.equal('FIELD_FORMAT');
    expect(codeOf(rule, '\udea2a')).to.equal('FIELD_FORMAT');
    expect(codeOf(rule, 'abcde')).to.equal('FIELD_RANGE');
    expect(codeOf(rule, '')).to.equal('FIELD_RANGE');
  });

  it('bound amounts from 1 to 2^63−1', () => {
    accept(amount, ['1', '9223372036854775807']);
    for (const value of ['0', '-1', '9223372036854775808', '01', '00']) {
      expect(codeOf(amount, value), value).to.equal('FIELD_RANGE');
    }
    for (const value of ['', '1.5', '1e3', '0x10', ' 1', 'NaN']) {
      expect(codeOf(amount, value), value).to.match(/^FIELD_(FORMAT|RANGE)$/);
    }
    expect(codeOf(amount, 5)).to.equal('FIELD_TYPE');
    accept(amountOrZero, ['0', '9223372036854775807']);
    expect(codeOf(amountOrZero, '-1')).to.equal('FIELD_RANGE');
  });

  it('take base64 in one form only', () => {
    accept(base64(16), ['AAAA', 'AA==']);
    for (const wrong of ['AB==', 'AAAA\n', 'A-_=', 'AAAAA']) {
      expect(codeOf(base64(16), wrong)).to.equal('FIELD_FORMAT');
    }
  });
});
