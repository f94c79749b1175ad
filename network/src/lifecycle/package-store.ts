import { NetworkError } from '../errors';
import { parseChaincodePackage, type ChaincodePackage } from './chaincode-package';
import { lifecycleLimits } from './limits';

/** The chaincode packages that are installed on one company's peer, in memory. */
export interface PackageStore {
  /** @throws NetworkError PACKAGE_INVALID, PACKAGE_INSTALLED when it was installed before */
  install(bytes: Uint8Array): Promise<ChaincodePackage>;
  get(packageId: string): ChaincodePackage | undefined;
  list(): readonly ChaincodePackage[];
}

/** Creates an empty store. */
export function createPackageStore(): PackageStore {
  const packages = new Map<string, ChaincodePackage>();
  return {
    async install(bytes) {
      const parsed = await parseChaincodePackage(bytes);
      if (packages.has(parsed.packageId)) {
        const message = `The chaincode package ${parsed.packageId} is already installed.`;
        throw new NetworkError({
          code: 'PACKAGE_INSTALLED',
          message,
          details: { packageId: parsed.packageId },
        });
      }
      if (packages.size >= lifecycleLimits.installedPackagesMax) {
        throw new NetworkError({ code: 'PACKAGE_INVALID', message: 'The peer keeps too many packages.' });
      }
      packages.set(parsed.packageId, parsed);
      return parsed;
    },
    get: (packageId) => packages.get(packageId),
    list: () => [...packages.values()],
  };
}
