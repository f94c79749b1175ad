import type { ChannelLedger } from '../ledger/types';
import type { LifecycleInvocation } from './lifecycle-context';
import { readApprovedPackageId, readChaincodeDefinition, definitionDatatype } from './lifecycle-definition';
import { lifecycleNamespace, namespacesTable, recordToMetadataKey } from '@kontti/fabric-protocol/lifecycle';
import { readRecordMetadata } from './lifecycle-records';
import { simulatorToCompanyState, simulatorToPublicState } from './lifecycle-state';

/** A committed definition that a company runs with a package. */
export interface PackageReference {
  readonly channelId: string;
  readonly name: string;
  readonly version: string;
}

async function findChannelReferences(options: {
  ledger: ChannelLedger;
  mspId: string;
  packageId: string;
}): Promise<readonly PackageReference[]> {
  const { ledger, mspId, packageId } = options;
  const simulator = ledger.createSimulator({ txId: '', mspId });
  const { getState } = simulatorToPublicState(simulator);
  const startKey = recordToMetadataKey({ table: namespacesTable, name: '' });
  const range = await simulator.getRange({
    namespace: lifecycleNamespace,
    startKey,
    endKey: `${startKey}\u007f`,
  });
  const references: PackageReference[] = [];
  for (let next = await range.next(); next !== undefined; next = await range.next()) {
    const name = next.key.slice(startKey.length);
    const record = { table: namespacesTable, name };
    const metadata = await readRecordMetadata({ state: { getState }, record });
    if (metadata?.getDatatype() !== definitionDatatype) continue;
    const definition = await readChaincodeDefinition({ name, getState });
    if (definition === undefined) continue;
    const state = simulatorToCompanyState({ simulator, mspId });
    if ((await readApprovedPackageId({ state, name, sequence: definition.sequence })) !== packageId) continue;
    references.push({ channelId: ledger.channelId, name, version: definition.version });
  }
  await range.close();
  simulator.finish();
  return references;
}

/** The committed definitions that the peer's company runs with a package, by channel. */
export async function findReferences(
  invocation: LifecycleInvocation,
  packageId: string,
): Promise<ReadonlyMap<string, readonly PackageReference[]>> {
  const byChannel = new Map<string, readonly PackageReference[]>();
  for (const ledger of invocation.options.ledgers?.() ?? []) {
    const references = await findChannelReferences({ ledger, mspId: invocation.call.mspId, packageId });
    if (references.length > 0) byChannel.set(ledger.channelId, references);
  }
  return byChannel;
}
