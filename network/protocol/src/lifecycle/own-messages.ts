import { peer } from '@hyperledger/fabric-protos';

/**
 * Makes the messages of `_lifecycle` those of this package again. Generated code looks its own classes up by name in one global
 * object, where the copy that was loaded last wins, and fabric-shim loads an older copy, without the mismatches of a
 * `CheckCommitReadinessResult`. Call this before such messages are read or written.
 */
export function restoreLifecycleMessages(): void {
  const { lifecycle } = (globalThis as { proto?: { lifecycle?: object } }).proto ?? {};
  if (lifecycle !== undefined) Object.assign(lifecycle, peer.lifecycle);
}
