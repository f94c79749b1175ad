import { commitmentOf } from '@kontti/model';
import { expect } from 'chai';
import { COMPANIES, createWorld } from './testing/world';

const { caterer } = COMPANIES;
const recordId = `${caterer}/${'a'.repeat(32)}`;
const kept = { recordId, jurisdiction: 'FI' };
const commitment = commitmentOf({ salt: Buffer.alloc(32), value: Buffer.of(1) });
const evidence = [0, 1].map((index) => ({ fact: '0'.repeat(64), index }));

/** What a company states in its own name, before the ledger is asked whether it can be true. */
const STATEMENTS: Readonly<Record<string, object>> = {
  'lot:SetClass': {
    ...{ classId: `${caterer}/x`, version: 0, kind: 'points', unit: 'x', holders: 'both', transfer: 'free' },
    ...{ partners: [], redeemAt: [] },
  },
  'product:SetClass': {
    ...{ classId: `${caterer}/x`, version: 0, name: 'x', regime: 'challenged', reporters: [] },
  },
  'product:Link': {
    ...{ ref: 'x', kind: 'installed', action: 'add' },
    groups: [{ parent: `${caterer}/x/0`, children: [`${caterer}/x/1`] }],
  },
  'product:Mark': { ref: 'x', marks: [{ items: `${caterer}/x/0`, kind: 'sold' }] },
  'product:AnswerRecall': { ref: 'x', recallId: `${caterer}/x`, as: 'found', items: [] },
  'product:Contradict': { ref: 'x', kind: 'soldTwice', item: `${caterer}/x/0`, evidence },
  'record:Anchor': { ref: 'x', anchors: [{ name: 'x', sha256: '0'.repeat(64), references: [] }] },
  'record:Publish': { ref: 'x', commitments: [{ ...kept, commitment }] },
  'record:Erase': { ...kept, reason: 'x' },
};

describe('a company that never registered', () => {
  it('states nothing in its own name', async () => {
    const { ledger, admins } = await createWorld({ unregistered: ['caterer'] });
    for (const [method, request] of Object.entries(STATEMENTS)) {
      const { code, field, details } = await ledger.refusal({ as: admins.caterer, method, request });
      expect({ code, field, details }, method).to.deep.equal({
        ...{ code: 'NOT_REGISTERED', field: '', details: {} },
      });
    }
  });
});
