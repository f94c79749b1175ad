import { join } from 'node:path';
import { ERRORS } from '@kontti/client-sdk';
import { CONTRACT_ERRORS, MODEL_ERRORS } from '@kontti/model';
import { expect } from 'chai';
import { openHovers } from './hovers';
import type { Hover, Hovers, OperationHover } from './hovers';

const built = join(__dirname, '..', '..', '..', 'client-sdk', 'dist', 'index.d.ts');

describe('hover on the SDK, in its built declarations', () => {
  let hovers: Hovers;

  before(async () => {
    hovers = await openHovers(built);
  });

  after(async () => hovers.close());

  const namesWithout = <H extends Hover>(
    all: readonly H[],
    isKept: (hover: H) => boolean,
  ): readonly string[] => all.filter((hover) => !isKept(hover)).map(({ name }) => name);

  it('says in words what each exported name is', () => {
    expect(hovers.exports.length).to.be.greaterThan(80);
    expect(namesWithout(hovers.exports, ({ text }) => text !== '')).to.deep.equal([]);
  });

  it('says in words what each option, field and member is to which these lead', () => {
    expect(hovers.members.length).to.be.greaterThan(300);
    expect(namesWithout(hovers.members, ({ text }) => text !== '')).to.deep.equal([]);
  });

  it('shows an example of each operation, and the codes with which it fails', () => {
    const operations = hovers.operationsOf('KonttiClient');
    expect(operations.length).to.be.greaterThan(130);
    expect(namesWithout(operations, ({ tags }) => tags.includes('example'))).to.deep.equal([]);
    const throws = ({ takesRequest, tags }: OperationHover): boolean =>
      !takesRequest || tags.includes('throws');
    expect(namesWithout(operations, throws)).to.deep.equal([]);
  });

  it('names no code that is in no catalogue', () => {
    const catalogues = { ...ERRORS, ...CONTRACT_ERRORS, ...MODEL_ERRORS };
    const codes = [...hovers.exports, ...hovers.members].flatMap((hover) => hover.codes);
    expect(codes.length).to.be.greaterThan(500);
    expect(codes.filter((code) => !(code in catalogues))).to.deep.equal([]);
  });

  it('shows an example of each method that callers are given', () => {
    const methods = hovers.members.filter(({ isMethodToCall }) => isMethodToCall);
    expect(methods.length).to.be.greaterThan(150);
    expect(namesWithout(methods, ({ tags }) => tags.includes('example'))).to.deep.equal([]);
  });
});
