import { expect } from 'chai';
import { KonttiError } from '../errors';
import { createPassport, verifyPassportEntry } from './passport';

const itemId = 'Org1MSP/packs/0';
const entries = [
  { group: 'public', name: 'capacity', value: 80 },
  { group: 'public', name: 'chemistry', value: 'NMC' },
  { group: 'legitimateInterest', name: 'dismantling', value: 'three screws' },
  { group: 'authorities', name: 'tests', value: 'report 7' },
] as const;

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

describe('a passport', () => {
  it('is opened group by group, each entry with its proof', () => {
    const passport = createPassport({ itemId, entries });
    const anchored = { itemId, root: passport.root, leaves: passport.leaves };
    const opened = passport.open('public');
    expect(opened.map(({ name }) => name)).to.deep.equal(['capacity', 'chemistry']);
    for (const entry of opened) verifyPassportEntry(entry, anchored);
    const [entry] = passport.open('authorities');
    if (entry === undefined) throw new TypeError('an entry expected');
    expect(JSON.stringify(opened)).not.to.include('report 7');
    for (const [wrong, where] of [
      [{ ...entry, value: 'report 8' }, anchored],
      [{ ...entry, group: 'public' }, anchored],
      [{ ...entry, salt: 'a'.repeat(64) }, anchored],
      [entry, { ...anchored, itemId: 'Org1MSP/packs/1' }],
      [entry, { ...anchored, root: 'a'.repeat(64) }],
    ] as const) {
      expect(codeOf(() => verifyPassportEntry(wrong, where))).to.equal('INCLUSION_INVALID');
    }
  });

  it('is made again of its salts, and of no salt twice', () => {
    const { root, salts } = createPassport({ itemId, entries });
    expect(createPassport({ itemId, entries, salts }).root).to.equal(root);
    expect(createPassport({ itemId, entries }).root).not.to.equal(root);
    const twice = [...entries, { group: 'public', name: 'capacity', value: 1 }] as const;
    for (const [options, option] of [
      [{ entries, salts: salts.map(() => 'a'.repeat(64)) }, 'salts'],
      [{ entries, salts: salts.slice(1) }, 'salts'],
      [{ entries, salts: salts.map((salt, n) => (n === 2 ? `${salt}0` : salt)) }, 'salts[2]'],
      [{ entries, salts: salts.map((salt, n) => (n === 2 ? `z${salt.slice(1)}` : salt)) }, 'salts[2]'],
      [{ entries: twice }, 'entries'],
      [{ entries: [] }, 'entries'],
    ] as const) {
      expect(optionOf(() => createPassport({ itemId, ...options }))).to.equal(option);
    }
  });
});
