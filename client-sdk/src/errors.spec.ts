import { expect } from 'chai';
import { CONTRACT_ERRORS, MODEL_ERRORS } from '@kontti/model';
import { createError, ERRORS, KonttiError } from './errors';
import type { SdkErrorCode } from './errors';
import { codeToRemedy } from './gateway/chaincode-remedies';

describe('the catalogue of errors', () => {
  const codes = Object.keys(ERRORS) as SdkErrorCode[];

  it('shares no code with the model or the contracts', () => {
    const others = new Set([...Object.keys(MODEL_ERRORS), ...Object.keys(CONTRACT_ERRORS)]);
    expect(codes.filter((code) => others.has(code))).to.deep.equal([]);
  });

  it('says what happened and what to do, each in its own words', () => {
    const texts = codes.map((code) => ERRORS[code].text);
    expect(new Set(texts).size).to.equal(codes.length);
    for (const code of codes) {
      expect(code).to.match(/^[A-Z][A-Z_]+$/);
      expect(ERRORS[code].text, code).to.match(/^[A-Z].*[^.]$/);
      expect(ERRORS[code].remedy, code).to.match(/^[A-Z].*[^.]$/);
    }
  });

  it('has a remedy for every refusal of the contracts', () => {
    for (const code of [...Object.keys(CONTRACT_ERRORS), 'A_CODE_OF_TOMORROW']) {
      expect(codeToRemedy(code), code).to.be.a('string').that.is.not.empty;
    }
  });

  it('makes errors that keep code, stage, details and cause', () => {
    const cause = new Error('inner');
    const error = createError('CONFLICT', { stage: 'commit', details: { attempts: 8 }, cause });
    expect(error).to.be.instanceOf(KonttiError).and.to.be.instanceOf(Error);
    expect(error).to.include({ code: 'CONFLICT', stage: 'commit', name: 'KonttiError', cause });
    expect(error.details).to.deep.equal({ remedy: ERRORS.CONFLICT.remedy, attempts: 8 });
    expect(createError('CONFLICT').stage).to.equal('local');
  });

  it('makes errors that JSON can say, also with a cycle in their details, or something of many levels', () => {
    const cyclic: Record<string, unknown> = { count: 5n };
    cyclic['self'] = [cyclic];
    let deep: object = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    const error = createError('CONFLICT', { details: { cyclic, deep, same: [cyclic, cyclic] } });
    const said = JSON.parse(JSON.stringify(error)) as { readonly code: string; readonly details: object };
    expect(said.code).to.equal('CONFLICT');
    expect(said.details).to.have.nested.property('cyclic.count', '5');
    expect(said.details).to.have.nested.property('same[1].count', '5');
  });
});
