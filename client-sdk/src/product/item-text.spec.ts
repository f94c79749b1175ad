import { expect } from 'chai';
import { KonttiError } from '../errors';
import { itemToText, verifyItemText } from './item-text';
import { createSerialTree } from './serial-tree';

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return error instanceof KonttiError ? error.code : String(error);
  }
}

const serials = Array.from({ length: 21 }, (_, index) => `S-${index}`);
const items = 'Org1MSP/B-9';
const gtin = '04012345000009';

describe('a text on a product', () => {
  it('shows offline which item of a root it is', () => {
    const tree = createSerialTree({ serials });
    const known = { items, count: 21, rooted: tree.rooted, gtin };
    const texts = serials.map((serial, n) =>
      itemToText({ itemId: `${items}/${n}`, serial, gtin, opening: tree.open(n) }, 'id.example.com'),
    );
    texts.forEach((text, n) => {
      expect(verifyItemText(text, known)).to.deep.include({
        itemId: `${items}/${n}`,
        serial: `S-${n}`,
        gtin,
      });
    });
    const [text = ''] = texts;
    for (const [wrong, items2] of [
      [text.replace('/21/S-0', '/21/S-1'), known],
      [text.replace('04012345000009', '04012345000016'), known],
      [text.slice(0, -4), known],
      [`${text}AAAA`, known],
      ['https://id.example.com/', known],
      ['', known],
      [text, { ...known, items: 'Org1MSP/B-8' }],
      [text, { ...known, count: 0 }],
      [text, { ...known, rooted: { root: 'a'.repeat(64), count: 21 } }],
      [text, { items, count: 21, serials, gtin }],
      [text, { items, count: 21, rooted: tree.rooted }],
    ] as const) {
      expect(
        codeOf(() => verifyItemText(wrong, items2)),
        wrong,
      ).to.equal('ITEM_INVALID');
    }
  });

  it('of listed serial numbers and of runs has no proof', () => {
    const listed = itemToText({ itemId: `${items}/3`, serial: 'S-3' }, 'id.example.com');
    expect(verifyItemText(listed, { items, count: 21, serials }).serial).to.equal('S-3');
    const run = { items, count: 10, run: { first: 5000, count: 10 } };
    const text = itemToText({ itemId: `${items}/3`, serial: '5003' }, 'id.example.com');
    expect(verifyItemText(text, run).serial).to.equal('5003');
    expect(codeOf(() => verifyItemText(listed, run))).to.equal('ITEM_INVALID');
  });

  it('is not made of what it cannot hold, nor a root of salts that repeat', () => {
    const host = 'id.example.com';
    for (const call of [
      () => itemToText({ itemId: 'x', serial: 'S' }, host),
      () => itemToText({ itemId: `${items}/3`, serial: 'a b' }, host),
      () => itemToText({ itemId: `${items}/3`, serial: 'S' }, 'a b'),
      () => createSerialTree({ serials: [] }),
      () => createSerialTree({ serials: ['a b'] }),
      () => createSerialTree({ serials: ['a', 'b'], salts: ['a'.repeat(64), 'a'.repeat(64)] }),
      () => createSerialTree({ serials: ['a'], salts: ['x'] }),
      () => createSerialTree({ serials }).open(21),
    ]) {
      expect(codeOf(call)).to.equal('OPTIONS_INVALID');
    }
    const { salts, rooted } = createSerialTree({ serials });
    expect(createSerialTree({ serials, salts }).rooted).to.deep.equal(rooted);
    expect(createSerialTree({ serials }).rooted).not.to.deep.equal(rooted);
  });
});
