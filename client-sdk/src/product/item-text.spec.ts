import { expect } from 'chai';
import { KonttiError } from '../errors';
import { itemToText, verifyItemText } from './item-text';
import type { KnownItems } from './item-text';
import { createSerialTree } from './serial-tree';

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    return error instanceof KonttiError ? error.code : String(error);
  }
}

/** The option that a refusal names, with the rule that it broke. */
function optionOf(call: () => unknown): unknown {
  try {
    call();
    return 'none';
  } catch (error) {
    if (!(error instanceof KonttiError) || error.code !== 'OPTIONS_INVALID') throw error;
    expect(error.details['rule']).to.be.a('string').with.property('length').above(0);
    return error.details['option'];
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

  it('has the number of the product in 14 digits, where there is one', () => {
    const text = itemToText({ itemId: `${items}/3`, serial: 'S-3', gtin: '4012345000009' }, 'id.example.com');
    expect(text).to.match(/^https:\/\/id\.example\.com\/01\/04012345000009\/21\/S-3\?k=/);
    const known = { items, count: 21, serials };
    expect(verifyItemText(text, { ...known, gtin: '4012345000009' })).to.include({ gtin });
    const plain = itemToText({ itemId: `${items}/3`, serial: 'S-3' }, 'id.example.com');
    expect(plain).to.match(/^https:\/\/id\.example\.com\/21\/S-3\?k=/);
    expect(verifyItemText(plain, known)).to.deep.equal({ itemId: `${items}/3`, serial: 'S-3' });
    expect(codeOf(() => verifyItemText(plain, { ...known, gtin }))).to.equal('ITEM_INVALID');
  });

  it('says which rule it breaks', () => {
    const tree = createSerialTree({ serials });
    const text = itemToText({ itemId: `${items}/3`, serial: 'S-3' }, 'id.example.com');
    const ruleOf = (given: string, known: KnownItems): unknown => {
      try {
        verifyItemText(given, known);
      } catch (error) {
        return error instanceof KonttiError && error.details['rule'];
      }
      return undefined;
    };
    const known = { items, count: 21, serials };
    const rules = [
      ruleOf('https://id.example.com/21/S-3?k=AAAA', known),
      ruleOf(text, { ...known, count: 3 }),
      ruleOf(text, { ...known, gtin }),
      ruleOf(text.replace('S-3', 'S-4'), known),
      ruleOf(itemToText({ itemId: `${items}/3`, serial: 'S-3', opening: tree.open(4) }, 'id.example.com'), {
        items,
        count: 21,
        rooted: tree.rooted,
      }),
    ];
    expect(new Set(rules).size).to.equal(5);
    for (const rule of rules) expect(rule).to.be.a('string').with.property('length').above(0);
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
    const [once, salts2] = ['a'.repeat(64), ['a'.repeat(64), 'b'.repeat(64)]];
    for (const [call, option] of [
      [() => itemToText({ itemId: 'x', serial: 'S' }, host), 'item.itemId'],
      [() => itemToText({ itemId: `${items}/3`, serial: 'a b' }, host), 'item.serial'],
      [() => itemToText({ itemId: `${items}/3`, serial: 'S' }, 'a b'), 'host'],
      [() => createSerialTree({ serials: [] }), 'serials'],
      [() => createSerialTree({ serials: ['a b'] }), 'serials[0]'],
      [() => createSerialTree({ serials: ['a', 'b'], salts: [once, once] }), 'salts'],
      [() => createSerialTree({ serials: ['a'], salts: salts2 }), 'salts'],
      [() => createSerialTree({ serials: ['a', 'b'], salts: [once, 'x'] }), 'salts[1]'],
      [() => createSerialTree({ serials: ['a'], salts: [`${once}0`] }), 'salts[0]'],
      [() => createSerialTree({ serials: ['a'], salts: [`0${once}`] }), 'salts[0]'],
      [() => createSerialTree({ serials }).open(21), 'index'],
      [() => createSerialTree({ serials }).open(-1), 'index'],
    ] as const) {
      expect(optionOf(call)).to.equal(option);
    }
    const { salts, rooted } = createSerialTree({ serials });
    expect(createSerialTree({ serials, salts }).rooted).to.deep.equal(rooted);
    expect(createSerialTree({ serials }).rooted).not.to.deep.equal(rooted);
  });
});
