import { expect } from 'chai';
import { KonttiError } from '../errors';
import { listFolder, readBounded } from './read-file';

const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

describe('readBounded', () => {
  it('names what is missing as absent, and what cannot be read with a code', async () => {
    expect(await readBounded(`${__filename}.none`)).to.equal(undefined);
    expect(await failureOf(readBounded(__dirname)))
      .to.be.instanceOf(KonttiError)
      .with.property('code', 'FILE_UNREADABLE');
  });
});

describe('listFolder', () => {
  it('fails with a code when the folder cannot be read', async () => {
    // A name that no system takes is used for a folder that may not be read, since tests may run as root.
    expect(await failureOf(listFolder(`${__dirname}/${'x'.repeat(5_000)}`)))
      .to.be.instanceOf(KonttiError)
      .with.property('code', 'FILE_UNREADABLE');
  });
});
