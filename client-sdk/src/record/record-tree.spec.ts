import { expect } from 'chai';
import { KonttiError } from '../errors';
import { createRecordTree, verifyInclusion } from './record-tree';

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return error instanceof KonttiError ? error.code : String(error);
  }
}

describe('a tree of records', () => {
  const rows = Array.from({ length: 21 }, (_, index) => Buffer.from(`row ${index}`));
  const tree = createRecordTree(rows);
  const anchored = { root: tree.root, leaves: tree.leaves };

  it('proves each row, also from JSON, and no other row, place or root', () => {
    for (const [index, row] of rows.entries()) {
      const proof = JSON.parse(JSON.stringify(tree.prove(index))) as { index: number; path: string[] };
      expect(codeOf(() => verifyInclusion(proof, row, anchored))).to.equal('none');
      for (const wrong of [
        () => verifyInclusion(proof, Buffer.from('row x'), anchored),
        () => verifyInclusion({ ...proof, index: (index + 1) % rows.length }, row, anchored),
        () => verifyInclusion({ ...proof, path: [...proof.path, 'a'.repeat(64)] }, row, anchored),
        () => verifyInclusion({ ...proof, path: proof.path.slice(1) }, row, anchored),
        () => verifyInclusion(proof, row, { ...anchored, root: 'a'.repeat(64) }),
        () => verifyInclusion(proof, row, { ...anchored, leaves: 5 }),
        () => verifyInclusion({ ...proof, more: 1 } as never, row, anchored),
      ]) {
        expect(codeOf(wrong), String(index)).to.equal('INCLUSION_INVALID');
      }
    }
  });

  it('refuses rows that are none, and what is no root', () => {
    expect(codeOf(() => createRecordTree([]))).to.equal('OPTIONS_INVALID');
    expect(codeOf(() => createRecordTree(['text' as never]))).to.equal('OPTIONS_INVALID');
    expect(codeOf(() => tree.prove(21))).to.equal('OPTIONS_INVALID');
    const proof = tree.prove(0);
    expect(codeOf(() => verifyInclusion(proof, rows[0] as Buffer, { root: 'x', leaves: 21 }))).to.equal(
      'OPTIONS_INVALID',
    );
  });

  it('of one row is its leaf', () => {
    const single = createRecordTree([Buffer.from('only')]);
    verifyInclusion(single.prove(0), Buffer.from('only'), single);
    expect(single.prove(0).path).to.deep.equal([]);
  });
});
