import { findFreePort, NetworkError } from '@kontti/fabric-protocol/base';
import { packageChaincode, type ChaincodePackage } from '../packages/chaincode-package';
import { readStateDatabaseFiles } from '../packages/state-database-files';
import type { ProcessStarter } from './chaincode-processes';
import type { ChaincodeSource } from './deployment';
import { startInProcessChaincode } from './in-process-chaincode';

/** A chaincode with its address, and the package that names it. */
export interface PlacedChaincode {
  readonly chaincodePackage: ChaincodePackage;
  /** Starts it where that is asked for; returns once it listens. @throws NetworkError CHAINCODE_START_FAILED */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface PlaceChaincodeOptions {
  readonly source: ChaincodeSource;
  readonly name: string;
  /** Of its package. */
  readonly label: string;
  readonly version: string;
  /** The company for whose peer it runs. */
  readonly mspId: string;
  /** The address of this machine where it listens; loopback by default. */
  readonly host?: string | undefined;
  readonly processes: ProcessStarter;
}

/** @throws NetworkError CHAINCODE_SOURCE_INVALID */
function checkSource({ path, address, contracts }: ChaincodeSource): void {
  if ([path, address, contracts].filter((way) => way !== undefined).length !== 1) {
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: 'name exactly one of path, address and contracts',
    });
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** Gives a chaincode an address and a package. @throws NetworkError CHAINCODE_SOURCE_INVALID, PACKAGE_INVALID */
export async function placeChaincode(options: PlaceChaincodeOptions): Promise<PlacedChaincode> {
  const { source, name, label, version, mspId, host = '127.0.0.1', processes } = options;
  checkSource(source);
  if (source.address !== undefined) {
    const chaincodePackage = await packageChaincode({ label, address: source.address });
    return { chaincodePackage, start: nothing, stop: nothing };
  }
  if (source.contracts !== undefined) {
    const running = await startInProcessChaincode({ contracts: source.contracts, name, version, host });
    const chaincodePackage = await packageChaincode({ label, address: running.address });
    return {
      chaincodePackage,
      start: async () => {
        running.serve(chaincodePackage.packageId);
      },
      stop: async () => {
        running.stop();
      },
    };
  }
  const { path = '' } = source;
  const address = `${host}:${await findFreePort(host)}`;
  const metadataFiles = await readStateDatabaseFiles(path);
  const chaincodePackage = await packageChaincode({ label, address, metadataFiles });
  const { packageId } = chaincodePackage;
  return {
    chaincodePackage,
    start: async () => {
      await processes.start({ name, path, address, packageId, mspId });
    },
    stop: () => processes.end([packageId]),
  };
}
