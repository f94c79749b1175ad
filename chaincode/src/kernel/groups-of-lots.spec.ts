import { expect } from 'chai';
import { listMadeLots, membersIn } from './groups-of-lots';
import type { List, Members } from './list-entries';
import type { Lists } from './lists';

const listOf = ({ lotId }: { readonly lotId: string }): List => ({
  ...({ kind: 'lot/holder', order: 'id' } as const),
  value: lotId.slice(0, 1),
});
const lots = ['a1', 'b1', 'a2'].map((lotId) => ({ lotId }));
const digest = 'd'.repeat(64);

describe('the lots that a fact made', () => {
  it('are listed once for each holder, who has those that are his', () => {
    const groups: [List, Members][] = [];
    const lists = { addGroups: (list: List, members: Members) => groups.push([list, members]) };
    listMadeLots(lists as unknown as Lists, { lots, listOf }, { digest });
    expect(groups).to.deep.equal([
      [listOf({ lotId: 'a1' }), { members: [{ id: 'a1' }, { id: 'a2' }], digest }],
      [listOf({ lotId: 'b1' }), { members: [{ id: 'b1' }], digest }],
    ]);
  });

  it('are none in the list of somebody else', () => {
    const { members } = membersIn(listOf({ lotId: 'c1' }), { lots, listOf }, { digest });
    expect(members).to.deep.equal([]);
  });
});
