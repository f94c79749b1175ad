import { expect } from 'chai';
import type { ClassConstructor } from 'class-transformer';
import { companyRegistered } from '../company/facts';
import { CompanyRegistration } from '../company/registration';
import { canonicalJson } from '../json';
import { refusalOf } from '../testing/refusal';
import { readVectors } from '../testing/vectors';
import { Field } from '../validation/field';
import { text } from '../validation/rule';
import { bytesToFact, createFact, factToBytes, readFact } from './codec';
import type { OlderBody } from '../fact/define-fact';

/** A second version, as it could be: the name of a company in two parts. */
class RegistrationV2 {
  @Field(text(128)) legalName!: string;
  @Field(text(128)) shortName!: string;
}

/** A third one, without the short name. */
class RegistrationV3 {
  @Field(text(128)) legalName!: string;
}

interface Version {
  version: number;
  body: ClassConstructor<object>;
  older: readonly OlderBody[];
}

const first: OlderBody = {
  body: CompanyRegistration,
  up: (body) => {
    const { name } = body as CompanyRegistration;
    return { legalName: name, shortName: name.slice(0, 7) };
  },
};
const second: OlderBody = {
  body: RegistrationV2,
  up: (body) => ({ legalName: (body as RegistrationV2).legalName }),
};

describe('a new version of a type of fact', () => {
  const definition = companyRegistered as unknown as Version;
  const { version, body } = definition;
  const older: readonly OlderBody[] = [];
  const [{ json } = { json: '' }] = readVectors<{ json: string }>('facts-v1');
  const frozen = Buffer.from(json);

  afterEach(() => Object.assign(definition, { version, body, older }));

  it('reads what the version before wrote, in its own form', () => {
    Object.assign(definition, { version: 2, body: RegistrationV2, older: [first] });
    const fact = bytesToFact(frozen);
    expect(fact.v).to.equal(1);
    expect(fact.body).to.be.instanceOf(RegistrationV2);
    expect(fact.body).to.deep.include({ legalName: 'Example Forwarding', shortName: 'Example' });
  });

  it('lifts version by version', () => {
    Object.assign(definition, { version: 3, body: RegistrationV3, older: [first, second] });
    expect(Object.entries(bytesToFact(frozen).body)).to.deep.equal([['legalName', 'Example Forwarding']]);
  });

  it('is what is written from then on', () => {
    Object.assign(definition, { version: 2, body: RegistrationV2, older: [first] });
    const content = { type: 'company.registered', key: 'company/A/0', ref: '0', at: 1 } as const;
    const fact = createFact({ ...content, body: { legalName: 'A', shortName: 'a' } as never });
    const bytes = factToBytes(fact);
    expect(bytesToFact(bytes)).to.include({ v: 2 });
    Object.assign(definition, { version, body, older });
    expect(readFact(bytes)).to.equal('unknown');
    expect(refusalOf(() => bytesToFact(bytes))).to.equal('FACT_VERSION v');
  });

  it('holds each version to its own rules', () => {
    Object.assign(definition, { version: 2, body: RegistrationV2, older: [first] });
    const changed = (change: object) =>
      Buffer.from(canonicalJson({ ...(JSON.parse(json) as object), ...change }));
    expect(refusalOf(() => bytesToFact(changed({ body: { legalName: 'A', shortName: 'a' } })))).to.equal(
      'FIELD_UNKNOWN body.legalName',
    );
    expect(refusalOf(() => bytesToFact(changed({ v: 2 })))).to.equal('FIELD_UNKNOWN body.gln');
  });
});
