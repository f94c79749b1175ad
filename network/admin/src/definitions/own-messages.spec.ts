import { createRequire } from 'node:module';
import { peer } from '@hyperledger/fabric-protos';
import { restoreLifecycleMessages } from '@kontti/fabric-protocol/lifecycle';
import { expect } from 'chai';

/** Leaves the classes where code finds them that fabric-shim's copy of Fabric's messages puts there when it is loaded last. */
function loadOlderCopy(): void {
  const { proto } = globalThis as unknown as { readonly proto: { readonly lifecycle: object } };
  const load = createRequire(require.resolve('fabric-shim'));
  Object.assign(proto.lifecycle, load('@hyperledger/fabric-protos/lib/peer/lifecycle/lifecycle_pb'));
}

function readiness(): Uint8Array {
  const result = new peer.lifecycle.CheckCommitReadinessResult();
  const mismatches = new peer.lifecycle.CheckCommitReadinessResult.Mismatches();
  mismatches.setItemsList(['Collections']);
  result.getMismatchesMap().set('AMSP', mismatches);
  return result.serializeBinary();
}

describe('messages of _lifecycle, beside the older copy that fabric-shim loads', () => {
  afterEach(() => restoreLifecycleMessages());

  it('have their mismatches, written and read', () => {
    restoreLifecycleMessages();
    const bytes = readiness();
    loadOlderCopy();
    expect(() => readiness(), 'the older copy does not know them').to.throw(TypeError);
    restoreLifecycleMessages();
    expect(readiness()).to.deep.equal(bytes);
    const read = peer.lifecycle.CheckCommitReadinessResult.deserializeBinary(bytes);
    expect(read.getMismatchesMap().get('AMSP')?.getItemsList()).to.deep.equal(['Collections']);
  });
});
