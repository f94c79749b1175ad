import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { contractChanges } from './contract-changes';

const asset = { type: 'object', properties: { id: { type: 'string' } } };

function metadata(transactions: readonly object[], schemas: object = { Asset: asset }): string {
  return JSON.stringify({
    contracts: {
      assets: { name: 'assets', transactions },
      'org.hyperledger.fabric': { transactions: [{ name: 'GetMetadata' }] },
    },
    components: { schemas },
  });
}

const reference = { $ref: '#/components/schemas/Asset' };
const create = { name: 'create', tag: ['SUBMIT'], parameters: [{ name: 'asset', schema: reference }] };
const read = { name: 'read', tag: ['EVALUATE'], parameters: [], returns: reference };

describe('changes of a contract', () => {
  it('are none when the same is written in another order', () => {
    const before = metadata([create, read]);
    const { name, ...rest } = read;
    const after = metadata([{ ...rest, name }, create]);
    expect(contractChanges({ before, after })).to.deep.equal([]);
  });

  it('say what was added, removed and changed, and whether clients notice', () => {
    const before = metadata([create, read, { name: 'drop' }]);
    const after = metadata([
      { ...create, parameters: [...create.parameters, { name: 'note', schema: { type: 'string' } }] },
      { ...read, tag: ['SUBMIT'] },
      { name: 'move' },
    ]);
    expect(contractChanges({ before, after })).to.deep.equal([
      { kind: 'removed', transaction: 'assets:drop', isBreaking: true },
      { kind: 'changed', transaction: 'assets:create', detail: 'parameters', isBreaking: true },
      {
        kind: 'changed',
        transaction: 'assets:read',
        detail: 'whether it is submitted or evaluated',
        isBreaking: false,
      },
      { kind: 'added', transaction: 'assets:move', isBreaking: false },
    ]);
  });

  it('follow references: a changed type changes every transaction that uses it', () => {
    const before = metadata([create, read]);
    const after = metadata([create, read], { Asset: { ...asset, required: ['id'] } });
    expect(
      contractChanges({ before, after }).map(({ transaction, detail }) => [transaction, detail]),
    ).to.deep.equal([
      ['assets:create', 'parameters'],
      ['assets:read', 'result'],
    ]);
  });

  it('come to an end with types that hold themselves, or are nested without end', () => {
    const tree = { Asset: { type: 'object', properties: { child: { $ref: 'Asset' } } } };
    const before = metadata([read], tree);
    expect(contractChanges({ before, after: before })).to.deep.equal([]);
    let deep: object = {};
    for (let depth = 0; depth < 100; depth += 1) deep = { deep };
    const after = metadata([{ name: 'read', parameters: [deep] }]);
    expect(() => contractChanges({ before, after })).to.throw(NetworkError);
  });

  it('are refused for what is no metadata', () => {
    for (const text of ['', '[]', '{}', '{"contracts":[]}', '{"contracts":{"a":{"transactions":[1]}}}']) {
      expect(() => contractChanges({ before: text, after: text }), text).to.throw(NetworkError);
    }
  });
});
