import type { InclusionProof } from '@kontti/model';
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
    const proof = tree.prove(0);
    const [row = Buffer.alloc(0)] = rows;
    for (const [call, option] of [
      [() => createRecordTree([]), 'rows'],
      [() => createRecordTree([row, 'text' as never]), 'rows[1]'],
      [() => tree.prove(21), 'index'],
      [() => tree.prove(-1), 'index'],
      [() => verifyInclusion(proof, row, { root: 'x', leaves: 21 }), 'anchored.root'],
      [() => verifyInclusion(proof, row, { root: tree.root, leaves: 0 }), 'anchored.leaves'],
      [() => verifyInclusion(proof, row, undefined as never), 'anchored'],
      [() => verifyInclusion(proof, 'row 0' as never, anchored), 'row'],
    ] as const) {
      expect(call).to.throw(KonttiError).that.deep.include({ code: 'OPTIONS_INVALID' });
      expect(call).to.throw(KonttiError).with.nested.property('details.option', option);
    }
  });

  it('says by which rule a proof shows nothing', () => {
    const [row = Buffer.alloc(0)] = rows;
    for (const [change, rule, field] of [
      [{ index: -1 }, 'FIELD_RANGE', 'index'],
      [{ path: ['x'] }, 'FIELD_FORMAT', 'path[0]'],
      [{ more: 1 }, 'FIELD_UNKNOWN', 'more'],
      [{ index: new Date(NaN) }, 'FIELD_TYPE', 'index'],
      [{ index: new Date(0) }, 'FIELD_TYPE', 'index'],
      [{ path: [Infinity] }, 'FIELD_TYPE', 'path[0]'],
      [{ index: 1 }, 'PROOF', 'path'],
    ] as const) {
      const proof = Object.assign({}, tree.prove(0), change);
      expect(() => verifyInclusion(proof as unknown as InclusionProof, row, anchored))
        .to.throw(KonttiError)
        .with.property('details')
        .that.includes({ rule, field });
    }
  });

  it('hides no fault of what gives the proof', () => {
    const fault = new RangeError('of another kind');
    const proof = {
      path: [],
      get index(): number {
        throw fault;
      },
    };
    expect(() => verifyInclusion(proof, Buffer.from('row 0'), anchored))
      .to.throw(KonttiError)
      .that.includes({ code: 'OPTIONS_INVALID', cause: fault })
      .with.nested.property('details.option', 'index');
  });

  it('of one row is its leaf', () => {
    const single = createRecordTree([Buffer.from('only')]);
    verifyInclusion(single.prove(0), Buffer.from('only'), single);
    expect(single.prove(0).path).to.deep.equal([]);
  });
});
