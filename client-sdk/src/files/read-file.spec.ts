import { expect } from 'chai';
import { KonttiError } from '../errors';
import { readBounded } from './read-file';

describe('readBounded', () => {
  it('names what is missing as absent, and what cannot be read with a code', async () => {
    expect(await readBounded(`${__filename}.none`)).to.equal(undefined);
    const error: unknown = await readBounded(__dirname).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'ORGANIZATION_NOT_FOUND');
  });
});
