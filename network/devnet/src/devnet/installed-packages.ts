import { createPackageStore } from '../system-chaincode/package-store';
import type { PackageStore } from '../system-chaincode/package-store';
import type { KeptLedger } from '../ledger/types';

const prefix = 'package/';

/** The packages of all companies' peers, which the ledger keeps beside its blocks. */
export interface InstalledPackages {
  /** By MSP id. */
  readonly stores: ReadonlyMap<string, PackageStore>;
  /** From now on installed is what the ledger has kept. */
  load(ledger: KeptLedger): Promise<void>;
}

/** Stores into which nothing can be installed before `load` knows the ledger. */
export function createInstalledPackages(mspIds: readonly string[]): InstalledPackages {
  let kept: KeptLedger | undefined;
  const stores = new Map(
    mspIds.map((mspId) => [
      mspId,
      createPackageStore({
        keep: async ({ packageId, bytes }) => {
          await kept?.putRecord({ name: `${prefix}${mspId}/${packageId}`, value: bytes });
        },
      }),
    ]),
  );
  return {
    stores,
    async load(ledger) {
      kept = ledger;
      const records = await ledger.records();
      for (const [mspId, store] of stores) {
        const own = records.filter(({ name }) => name.startsWith(`${prefix}${mspId}/`));
        await store.restore(own.map(({ value }) => value));
      }
    },
  };
}
