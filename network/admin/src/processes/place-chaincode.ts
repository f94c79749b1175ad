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

/** Which package a process runs, and where it listens. */
export interface RunningPackage {
  readonly packageId: string;
  readonly address: string;
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
  /** The process that runs this chaincode for the company already. */
  readonly running?: RunningPackage | undefined;
}

/** @throws NetworkError CHAINCODE_SOURCE_INVALID */
function checkSource({ path, address, contracts, env }: ChaincodeSource): void {
  if (path === undefined && env !== undefined) {
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: 'an environment is that of a process: name a path with it',
    });
  }
  if ([path, address, contracts].filter((way) => way !== undefined).length !== 1) {
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: 'name exactly one of path, address and contracts',
    });
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** The same chaincode at the same address is the same package: then nothing has to be agreed on anew. */
async function packageFolder({
  path,
  host,
  label,
  running,
}: Pick<PlaceChaincodeOptions, 'label' | 'running'> & {
  path: string;
  host: string;
}): Promise<ChaincodePackage> {
  const metadataFiles = await readStateDatabaseFiles(path);
  const at = (address: string): Promise<ChaincodePackage> =>
    packageChaincode({ label, address, metadataFiles });
  const same = running && (await at(running.address));
  if (same !== undefined && same.packageId === running?.packageId) return same;
  return at(`${host}:${await findFreePort(host)}`);
}

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
  const { path = '', env } = source;
  const chaincodePackage = await packageFolder({ ...options, path, host });
  const { packageId, connection } = chaincodePackage;
  return {
    chaincodePackage,
    start: async () => {
      // One of the same package listens at its address, and may be of yesterday's code.
      if (options.running?.packageId === packageId) await processes.end([packageId]);
      const request = { name, path, address: connection.address, packageId, mspId };
      await processes.start({ ...request, ...(env === undefined ? {} : { env }) });
    },
    stop: () => processes.end([packageId]),
  };
}
