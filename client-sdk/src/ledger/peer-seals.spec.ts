import { sealHash } from '@kontti/model';
import { expect } from 'chai';
import type { Session } from '../gateway/session';
import { createAnsweringContext } from '../testing/answering-context';
import { recordedFact } from '../testing/crafted-block';
import { createPeerSeals } from './peer-seals';

const { bytes, digest } = recordedFact({
  ...{ type: 'device.registered', key: 'device/AMSP/D-1', ref: 'D-1', at: 1 },
  body: { publicKey: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=', keyType: 'Ed25519' },
});
const json = Buffer.from(bytes).toString();
const address = { mspId: 'AMSP', key: 'device/AMSP/D-1' };

describe('seals as the own peer has them', () => {
  const asking = (answer: unknown) => {
    const { context, asked } = createAnsweringContext(() => answer);
    return { seals: createPeerSeals(context.session as Session), asked };
  };

  it('lead to a fact where its bytes are for the seal that was asked for', async () => {
    const { seals, asked } = asking({ status: 'sealed', json });
    for (const reading of [await seals.readSeal(address), await seals.followSeal(sealHash(digest))]) {
      expect(reading).to.include({ status: 'sealed', size: bytes.length });
      expect(reading).to.have.nested.property('sealed.digest', digest);
      expect(reading).to.have.nested.property('sealed.fact.key', address.key);
    }
    expect(asked).to.deep.equal([
      { name: 'company:ReadSeal', request: address },
      { name: 'company:FollowSeal', request: { hash: sealHash(digest) } },
    ]);
  });

  it('lead to nothing where the peer shows other bytes', async () => {
    const { seals } = asking({ status: 'sealed', json });
    expect(await seals.readSeal({ ...address, mspId: 'BMSP' })).to.deep.equal({ status: 'altered' });
    expect(await seals.readSeal({ ...address, key: 'device/AMSP/D-2' })).to.deep.equal({ status: 'altered' });
    expect(await seals.followSeal('0'.repeat(64))).to.deep.equal({ status: 'altered' });
    for (const other of ['no JSON', json.slice(0, -1)]) {
      expect(await asking({ status: 'sealed', json: other }).seals.readSeal(address), other).to.deep.equal({
        status: 'altered',
      });
    }
    const unknown = json.replace('"device.registered"', '"device.ofTomorrow"');
    expect(await asking({ status: 'sealed', json: unknown }).seals.readSeal(address)).to.deep.equal({
      status: 'unknown',
    });
  });

  it('are as the peer says where there is no fact', async () => {
    expect(await asking({ status: 'absent' }).seals.readSeal(address)).to.deep.equal({ status: 'absent' });
    expect(await asking({ status: 'altered' }).seals.readSeal(address)).to.deep.equal({ status: 'altered' });
    for (const status of ['unsealed', 'altered']) {
      const open = { status, isFinal: true };
      expect(await asking(open).seals.readSeal(address)).to.deep.equal(open);
    }
  });

  it('are not understood in another form', async () => {
    for (const answer of ['no JSON', { status: 'perhaps' }, { status: 'absent', more: 1 }]) {
      const failure: unknown = await asking(answer)
        .seals.readSeal(address)
        .catch((error: unknown) => error);
      expect(failure).to.include({ code: 'RESULT_MALFORMED' });
    }
  });
});
