import type { Simulator } from '../ledger/types';
import { lifecycleNamespace, mspIdToImplicitCollection } from '@kontti/fabric-protocol/lifecycle';
import type { HashedState, WritableState } from './lifecycle-records';

/** The channel's public lifecycle state within one transaction. Mirrors ledger_shim.go ChaincodePublicLedgerShim. */
export function simulatorToPublicState(simulator: Simulator): WritableState {
  const namespace = lifecycleNamespace;
  return {
    getState: (key) => simulator.getState({ namespace, key }),
    putState: ({ key, value }) => simulator.putState({ namespace, key, value }),
    deleteState: (key) => simulator.deleteState({ namespace, key }),
  };
}

/** A company's own approvals within one transaction. Mirrors ledger_shim.go ChaincodePrivateLedgerShim. */
export function simulatorToCompanyState(options: { simulator: Simulator; mspId: string }): WritableState {
  const { simulator, mspId } = options;
  const place = { namespace: lifecycleNamespace, collection: mspIdToImplicitCollection(mspId) };
  return {
    getState: (key) => simulator.getPrivateData({ ...place, key }),
    putState: ({ key, value }) => simulator.putPrivateData({ ...place, key, value }),
    deleteState: (key) => simulator.deletePrivateData({ ...place, key }),
  };
}

/** What everybody sees of a company's approvals. */
export function simulatorToHashedState(options: { simulator: Simulator; mspId: string }): HashedState {
  const { simulator, mspId } = options;
  const place = { namespace: lifecycleNamespace, collection: mspIdToImplicitCollection(mspId) };
  return { mspId, getStateHash: (key) => simulator.getPrivateDataHash({ ...place, key }) };
}
