import { expect } from 'chai';
import { peer } from '@hyperledger/fabric-protos';
import { KonttiError } from '../errors';
import { craftBlock, definedAt, recordedFact } from '../testing/crafted-block';
import type { CraftedTransaction } from '../testing/crafted-block';
import { craftCommit, craftedDigest } from '../testing/crafted-definition';
import { createEras } from './eras';
import type { Eras } from './eras';

/** The eras of a ledger whose blocks have these transactions. */
function erasOf(blocks: readonly (readonly CraftedTransaction[])[]): { eras: Eras; asked: bigint[] } {
  const asked: bigint[] = [];
  const readBlock = (number: bigint) => {
    asked.push(number);
    const transactions = blocks[Number(number)];
    return transactions === undefined
      ? Promise.reject(
          new KonttiError({ code: 'NODE_FAILED', stage: 'evaluate', message: '', details: { remedy: '' } }),
        )
      : Promise.resolve(craftBlock(Number(number), transactions));
  };
  return { eras: createEras({ chaincodeName: 'kontti', readBlock }), asked };
}

const fact = recordedFact({
  type: 'company.registered',
  key: 'company/AMSP/0',
  ref: '0',
  at: 1,
  body: { name: 'A', gln: '6400001000018', jurisdiction: 'FI' },
}).set;

describe('eras of a definition', () => {
  const there = [
    [],
    [craftCommit({ sequence: 1, policy: 'A', collections: ['seal_A'] })],
    [{ sets: [definedAt(1, 0), fact] }],
    [{ sets: [] }, craftCommit({ sequence: 2, policy: 'X', read: [1, 0] })],
    [craftCommit({ sequence: 3, policy: 'A', read: [3, 1] })],
  ];

  it('are found from the place of a commit, with fields that a commit did not change', async () => {
    const { eras } = erasOf(there);
    const found = await eras.upTo({ block: 4n, tx: 0 });
    const [a, x] = ['A', 'X'].map((policy) => craftedDigest({ policy, collections: ['seal_A'] }));
    expect(found).to.deep.equal([
      { sequence: 1, digest: a, place: { block: 1n, tx: 0 } },
      { sequence: 2, digest: x, place: { block: 3n, tx: 1 } },
      { sequence: 3, digest: a, place: { block: 4n, tx: 0 } },
    ]);
  });

  it('are read from the ledger once', async () => {
    const { eras, asked } = erasOf(there);
    await eras.upTo({ block: 3n, tx: 1 });
    await eras.upTo({ block: 4n, tx: 0 });
    await eras.upTo({ block: 1n, tx: 0 });
    expect(asked).to.deep.equal([3n, 1n, 4n]);
  });

  it('are none where there is no commit', async () => {
    const { eras } = erasOf(there);
    for (const place of [
      { block: 2n, tx: 0 },
      { block: 1n, tx: 7 },
      { block: 0n, tx: 0 },
    ]) {
      expect(await eras.upTo(place)).to.equal(undefined);
    }
  });

  it('are none where a commit is not valid, does not say what it follows, or jumps', async () => {
    const first = craftCommit({ sequence: 1, policy: 'A' });
    const unread = { sequence: 2, policy: 'X' };
    for (const second of [
      { ...craftCommit({ ...unread, read: [0, 0] }), code: peer.TxValidationCode.MVCC_READ_CONFLICT },
      craftCommit({ ...unread, read: 'none' }),
      craftCommit({ ...unread, sequence: 3, read: [0, 0] }),
      craftCommit({ ...unread, sequence: 1, read: [0, 0] }),
      craftCommit({ ...unread, read: 'absent' }),
      craftCommit({ ...unread, read: [1, 0] }),
    ]) {
      expect(await erasOf([[first], [second]]).eras.upTo({ block: 1n, tx: 0 })).to.equal(undefined);
    }
    expect(
      await erasOf([[first], [craftCommit({ ...unread, read: [0, 0] })]]).eras.upTo({ block: 1n, tx: 0 }),
    ).to.have.length(2);
  });

  it('are none behind a commit that jumped, however regular those after it are', async () => {
    const jumped = [
      [craftCommit({ sequence: 1, policy: 'A' })],
      [craftCommit({ sequence: 3, policy: 'X', read: [0, 0] })],
      [craftCommit({ sequence: 4, policy: 'B', read: [1, 0] })],
      [craftCommit({ sequence: 5, policy: 'A', read: [2, 0] })],
    ];
    expect(await erasOf(jumped).eras.upTo({ block: 3n, tx: 0 })).to.equal(undefined);
  });

  it('are asked for again after the peer failed', async () => {
    const { eras } = erasOf(there);
    const failing = eras.upTo({ block: 9n, tx: 0 });
    expect(
      await failing.then(
        () => '',
        (error: unknown) => (error instanceof KonttiError ? error.code : ''),
      ),
    ).to.equal('NODE_FAILED');
    expect(await eras.upTo({ block: 4n, tx: 0 })).to.have.length(3);
  });
});
