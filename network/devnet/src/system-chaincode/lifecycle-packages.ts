import { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ChaincodePackage } from '@kontti/fabric-admin/packages';
import type { PackageStore } from './package-store';
import type { LifecycleInvocation } from './lifecycle-context';
import { findReferences, type PackageReference } from './lifecycle-references';

const { QueryInstalledChaincodeResult, QueryInstalledChaincodesResult } = peer.lifecycle;

interface ReferencedChaincode {
  setName(value: string): void;
  setVersion(value: string): void;
}

function fillReference<T extends ReferencedChaincode>(message: T, reference: PackageReference): T {
  message.setName(reference.name);
  message.setVersion(reference.version);
  return message;
}

function storeOf({ options, call }: LifecycleInvocation): PackageStore {
  const store = options.packageStores.get(call.mspId);
  if (store !== undefined) return store;
  throw new NetworkError({ code: 'PACKAGE_UNKNOWN', message: `${call.mspId} has no peer here.` });
}

function findPackage(invocation: LifecycleInvocation, packageId: string): ChaincodePackage {
  const found = storeOf(invocation).get(packageId);
  if (found !== undefined) return found;
  throw new NetworkError({
    code: 'PACKAGE_UNKNOWN',
    message: `chaincode install package '${packageId}' not found`,
    details: { packageId },
  });
}

/** `InstallChaincode`: only the peer that is asked gets the package. */
export async function installPackage(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.InstallChaincodeArgs,
): Promise<peer.lifecycle.InstallChaincodeResult> {
  const installed = await storeOf(invocation).install(input.getChaincodeInstallPackage_asU8());
  const result = new peer.lifecycle.InstallChaincodeResult();
  result.setPackageId(installed.packageId);
  result.setLabel(installed.label);
  return result;
}

/** The peer wraps what it did not find here, so that its answer is 500. */
function loadPackage(invocation: LifecycleInvocation, packageId: string): ChaincodePackage {
  try {
    return findPackage(invocation, packageId);
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    const message = `could not load cc install package: ${cause.message}`;
    throw new NetworkError({ code: 'LIFECYCLE_FAILED', message, details: { packageId }, cause });
  }
}

/** `GetInstalledChaincodePackage`. @throws NetworkError LIFECYCLE_FAILED for a package that is not there */
export function getInstalledPackage(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.GetInstalledChaincodePackageArgs,
): Promise<peer.lifecycle.GetInstalledChaincodePackageResult> {
  const result = new peer.lifecycle.GetInstalledChaincodePackageResult();
  result.setChaincodeInstallPackage(loadPackage(invocation, input.getPackageId()).bytes);
  return Promise.resolve(result);
}

/** `QueryInstalledChaincode`. @throws NetworkError PACKAGE_UNKNOWN, which the peer answers with 404 */
export async function queryInstalled(
  invocation: LifecycleInvocation,
  input: peer.lifecycle.QueryInstalledChaincodeArgs,
): Promise<peer.lifecycle.QueryInstalledChaincodeResult> {
  const { packageId, label } = findPackage(invocation, input.getPackageId());
  const result = new QueryInstalledChaincodeResult();
  result.setPackageId(packageId);
  result.setLabel(label);
  for (const [channelId, references] of await findReferences(invocation, packageId)) {
    const message = new QueryInstalledChaincodeResult.References();
    message.setChaincodesList(
      references.map((reference) => fillReference(new QueryInstalledChaincodeResult.Chaincode(), reference)),
    );
    result.getReferencesMap().set(channelId, message);
  }
  return result;
}

/** `QueryInstalledChaincodes`. */
export async function queryAllInstalled(
  invocation: LifecycleInvocation,
): Promise<peer.lifecycle.QueryInstalledChaincodesResult> {
  const result = new QueryInstalledChaincodesResult();
  for (const { packageId, label } of storeOf(invocation).list()) {
    const entry = new QueryInstalledChaincodesResult.InstalledChaincode();
    entry.setPackageId(packageId);
    entry.setLabel(label);
    for (const [channelId, references] of await findReferences(invocation, packageId)) {
      const message = new QueryInstalledChaincodesResult.References();
      message.setChaincodesList(
        references.map((reference) =>
          fillReference(new QueryInstalledChaincodesResult.Chaincode(), reference),
        ),
      );
      entry.getReferencesMap().set(channelId, message);
    }
    result.addInstalledChaincodes(entry);
  }
  return result;
}
