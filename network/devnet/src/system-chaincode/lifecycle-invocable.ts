import type { Simulator } from '../ledger/types';
import {
  type ChaincodeDefinition,
  namespacesTable,
  sequenceToPrivateName,
} from '@kontti/fabric-protocol/lifecycle';
import { definitionToParametersRecord, readApprovedPackageId } from './lifecycle-definition';
import { findMismatches } from './lifecycle-records';
import { simulatorToCompanyState, simulatorToHashedState } from './lifecycle-state';

/**
 * Undefined unless the company approved exactly the committed definition; the package id is empty when it named none. Mirrors core/chaincode/lifecycle/cache.go and endorsement_info.go.
 */
export async function readApproval(options: {
  definition: ChaincodeDefinition;
  simulator: Simulator;
  mspId: string;
}): Promise<{ readonly packageId: string } | undefined> {
  const { definition, simulator, mspId } = options;
  const mismatches = await findMismatches({
    state: simulatorToHashedState({ simulator, mspId }),
    name: { table: namespacesTable, name: sequenceToPrivateName(definition) },
    record: definitionToParametersRecord(definition),
  });
  if (mismatches.length > 0) return undefined;
  const state = simulatorToCompanyState({ simulator, mspId });
  const packageId = await readApprovedPackageId({
    state,
    name: definition.name,
    sequence: definition.sequence,
  });
  return { packageId: packageId ?? '' };
}
