import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import { checkCollections, checkCollectionsAgainstCommitted } from './lifecycle-collections';
import type { LifecycleInvocation } from './lifecycle-context';
import { readChaincodeDefinition } from './lifecycle-definition';
import { simulatorToPublicState } from './lifecycle-state';

const namePattern = /^[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*$/;
const versionPattern = /^[A-Za-z0-9_.+-]+$/;
const systemNames: ReadonlySet<string> = new Set(['cscc', 'escc', 'lscc', 'qscc', 'vscc']);

/** An error about a definition that names the rule which it breaks. */
export function refuseDefinition(message: string, details?: Readonly<Record<string, unknown>>): NetworkError {
  return new NetworkError({
    code: 'DEFINITION_REFUSED',
    message,
    ...(details === undefined ? {} : { details }),
  });
}

/**
 * Refuses names, versions and collections that no definition may have. Mirrors scc.go validateInput.
 * @throws NetworkError DEFINITION_REFUSED, COLLECTION_INVALID
 */
export async function checkDefinition(
  invocation: LifecycleInvocation,
  definition: ChaincodeDefinition,
): Promise<void> {
  try {
    await checkInput(invocation, definition);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const { code, details } = error;
    const message = `error validating chaincode definition: ${error.message}`;
    throw new NetworkError({ code, message, details, cause: error });
  }
}

async function checkInput(invocation: LifecycleInvocation, definition: ChaincodeDefinition): Promise<void> {
  const { name, version, collections } = definition;
  if (!namePattern.test(name)) {
    throw refuseDefinition(
      `invalid chaincode name '${name}'. Names can only consist of alphanumerics, '_', and '-' and can only begin with alphanumerics`,
    );
  }
  if (systemNames.has(name)) {
    throw refuseDefinition(`chaincode name '${name}' is the name of a system chaincode`);
  }
  if (!versionPattern.test(version)) {
    throw refuseDefinition(
      `invalid chaincode version '${version}'. Versions can only consist of alphanumerics, '_', '-', '+', and '.'`,
    );
  }
  checkCollections({ collections, mspManager: invocation.options.mspManager });
  const { getState } = simulatorToPublicState(invocation.call.simulator);
  const committed = await readChaincodeDefinition({ name, getState });
  if (committed === undefined) return;
  checkCollectionsAgainstCommitted({ proposed: collections, committed: committed.collections });
}
