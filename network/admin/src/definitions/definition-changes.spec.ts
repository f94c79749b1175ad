import { expect } from 'chai';
import type { CollectionConfig } from './collections-config';
import { definitionChanges } from './definition-changes';
import { optionsToDefinition, type DefinitionOptions } from './definition-messages';

const options: DefinitionOptions = { channelId: 'c', name: 'basic', version: '1.0', sequence: 1 };
const shared: CollectionConfig = { name: 'shared', policy: "OR('AMSP.member')", blockToLive: 3 };

function changes(before: Partial<DefinitionOptions>, after: Partial<DefinitionOptions>): readonly object[] {
  return definitionChanges(
    optionsToDefinition({ ...options, ...before }),
    optionsToDefinition({ ...options, ...after }),
  );
}

describe('changes of a definition', () => {
  it('are none for the same, and for a default that is written out', () => {
    expect(changes({}, {})).to.deep.equal([]);
    expect(changes({}, { channelConfigPolicy: '/Channel/Application/Endorsement' })).to.deep.equal([]);
    expect(
      changes({ collections: [shared] }, { collections: [{ ...shared, maxPeerCount: 1 }] }),
    ).to.deep.equal([]);
  });

  it('name both texts of a policy, and what else differs', () => {
    const after = { version: '2.0', signaturePolicy: "OR('AMSP.peer', 'BMSP.peer')", initRequired: true };
    expect(changes({}, after)).to.deep.equal([
      { kind: 'changed', what: 'version', from: '1.0', to: '2.0' },
      {
        kind: 'changed',
        what: 'endorsement policy',
        from: '/Channel/Application/Endorsement',
        to: "OR('AMSP.peer', 'BMSP.peer')",
      },
      { kind: 'changed', what: 'init required', from: 'false', to: 'true' },
    ]);
  });

  it('show collections field by field, and which of it peers refuse', () => {
    const before = { collections: [shared, { name: 'gone', policy: "OR('AMSP.member')" }] };
    const after = {
      collections: [
        {
          ...shared,
          blockToLive: 4,
          memberOnlyRead: true,
          endorsementPolicy: { signaturePolicy: "OR('AMSP.peer')" },
        },
        { name: 'new', policy: "OR('BMSP.member')" },
      ],
    };
    const found = definitionChanges(
      optionsToDefinition({ ...options, ...before }),
      optionsToDefinition({ ...options, ...after }),
    );
    expect(found.map(({ kind, what, from, to }) => [kind, what, from, to])).to.deep.equal([
      ['removed', 'collection gone', undefined, undefined],
      ['changed', 'collection shared: blockToLive', '3', '4'],
      ['changed', 'collection shared: memberOnlyRead', 'false', 'true'],
      ['changed', 'collection shared: endorsementPolicy', "the chaincode's", "OR('AMSP.peer')"],
      [
        'added',
        'collection new',
        undefined,
        "of OR('BMSP.member'), endorsed by the chaincode's policy, kept for ever, read by anybody, written by anybody, handed to 0 to 1 other peers",
      ],
    ]);
    expect(found.map(({ refused }) => refused !== undefined)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('show all that a first definition says', () => {
    const shown = (more: Partial<DefinitionOptions>): string =>
      JSON.stringify(definitionChanges(undefined, optionsToDefinition({ ...options, ...more })));
    const collection = (more: Partial<CollectionConfig>): Partial<DefinitionOptions> => ({
      collections: [{ ...shared, ...more }],
    });
    const variants: readonly Partial<DefinitionOptions>[] = [
      ...[{}, { version: '2.0' }, { initRequired: true }, { signaturePolicy: "OR('AMSP.peer')" }],
      ...[{ endorsementPlugin: 'own' }, { validationPlugin: 'own' }],
      ...[collection({}), collection({ name: 'other' }), collection({ policy: "OR('BMSP.member')" })],
      ...[collection({ blockToLive: 4 }), collection({ memberOnlyRead: true })],
      ...[collection({ memberOnlyWrite: true }), collection({ requiredPeerCount: 1 })],
      ...[collection({ maxPeerCount: 2 })],
      collection({ endorsementPolicy: { signaturePolicy: "OR('AMSP.peer')" } }),
    ];
    expect(new Set(variants.map(shown)).size).to.equal(variants.length);
  });
});
