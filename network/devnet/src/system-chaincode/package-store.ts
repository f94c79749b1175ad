import { NetworkError } from '@kontti/fabric-protocol/base';
import { parseChaincodePackage, type ChaincodePackage } from '@kontti/fabric-admin/packages';
import { lifecycleLimits } from './limits';

/** The chaincode packages that are installed on one company's peer. */
export interface PackageStore {
  /** @throws NetworkError PACKAGE_INVALID, PACKAGE_INSTALLED when it was installed before */
  install(bytes: Uint8Array): Promise<ChaincodePackage>;
  get(packageId: string): ChaincodePackage | undefined;
  list(): readonly ChaincodePackage[];
  /** From now on exactly these are installed. @throws NetworkError PACKAGE_INVALID */
  restore(installed: readonly Uint8Array[]): Promise<void>;
}

interface PackageStoreOptions {
  /** Where a package is kept before it counts as installed; nowhere by default. */
  readonly keep?: (installed: ChaincodePackage) => Promise<void>;
}

/** Creates an empty store. */
export function createPackageStore({ keep }: PackageStoreOptions = {}): PackageStore {
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
      await keep?.(parsed);
      packages.set(parsed.packageId, parsed);
      return parsed;
    },
    async restore(installed) {
      const restored = await Promise.all(installed.map(parseChaincodePackage));
      packages.clear();
      for (const parsed of restored) packages.set(parsed.packageId, parsed);
    },
    get: (packageId) => packages.get(packageId),
    list: () => [...packages.values()],
  };
}
