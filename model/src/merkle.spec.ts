import { expect } from 'chai';
import { leafHash, merkleLevels, merklePath, merkleRoot, rootFromPath } from './merkle';

/** Leaves and roots of the test data that Certificate Transparency's implementations share. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const hashes = LEAVES.map((leaf) => leafHash(Buffer.from(leaf, 'hex')));

describe('merkle', () => {
  it('has the roots of RFC 6962', () => {
    const roots = ROOTS.map((_, index) => merkleRoot(hashes.slice(0, index + 1)).toString('hex'));
    expect(roots).to.deep.equal(ROOTS);
  });

  it('leads from each leaf of each tree to the root, and from no other place', () => {
    for (let size = 1; size <= hashes.length; size++) {
      const leaves = hashes.slice(0, size);
      const root = merkleRoot(leaves).toString('hex');
      leaves.forEach((leaf, index) => {
        const path = merklePath(merkleLevels(leaves), index);
        expect(rootFromPath(leaf, { index, size, path })?.toString('hex')).to.equal(root);
        expect(rootFromPath(leaf, { index, size, path: [...path, leaf] })).to.equal(undefined);
        const other = (index + 1) % size;
        if (size > 1) {
          expect(rootFromPath(leaf, { index: other, size, path })?.toString('hex')).not.to.equal(root);
          const cut = path.map((hash) => hash.subarray(1));
          expect(rootFromPath(leaf, { index, size, path: cut })).to.equal(undefined);
        }
      });
    }
  });
});
