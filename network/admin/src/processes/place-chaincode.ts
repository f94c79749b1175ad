import { findFreePort, NetworkError } from '@kontti/fabric-protocol/base';
import type { ArchiveFiles } from '../packages/archive';
import { packageChaincode, type ChaincodePackage } from '../packages/chaincode-package';
import { readStateDatabaseFiles } from '../packages/state-database-files';
import type { ProcessRequest, ProcessStarter } from './chaincode-processes';
import type { ChaincodeSource } from './deployment';
import { startInProcessChaincode } from './in-process-chaincode';

/** A chaincode with its address, and the package that names it. */
export interface PlacedChaincode {
  readonly chaincodePackage: ChaincodePackage;
  /** Starts it where that is asked for; returns once it listens. @throws NetworkError CHAINCODE_START_FAILED */
  start(): Promise<void>;
  /** Leaves what ran before. */
  stop(): Promise<void>;
}

interface PlaceChaincodeOptions {
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
  /** What runs for the company of the same folder. */
  readonly running?: RunningPackage | undefined;
}

type RunningPackage = Pick<ProcessRequest, 'address' | 'packageId'>;

/** @throws NetworkError CHAINCODE_SOURCE_INVALID */
function checkSource(source: ChaincodeSource): void {
  const { path, address, contracts, env } = source;
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
async function findRunning(
  { running }: PlaceChaincodeOptions,
  packageAt: (address: string) => Promise<ChaincodePackage>,
): Promise<ChaincodePackage | undefined> {
  if (running === undefined) return undefined;
  const same = await packageAt(running.address);
  return same.packageId === running.packageId ? same : undefined;
}

async function placeFolder(
  options: PlaceChaincodeOptions,
  metadataFiles: ArchiveFiles,
): Promise<PlacedChaincode> {
  const { source, name, label, mspId, host = '127.0.0.1', processes } = options;
  const { path = '', env } = source;
  const packageAt = (address: string): Promise<ChaincodePackage> =>
    packageChaincode({ label, address, metadataFiles });
  const running = await findRunning(options, packageAt);
  const chaincodePackage = running ?? (await packageAt(`${host}:${await findFreePort(host)}`));
  const { packageId, connection } = chaincodePackage;
  return {
    chaincodePackage,
    start: async () => {
      // What runs of the same package makes way: it listens at the address, and may be of yesterday's code.
      if (running !== undefined) await processes.end([packageId]);
      const request = { name, path, address: connection.address, packageId, mspId };
      await processes.start({ ...request, ...(env === undefined ? {} : { env }) });
    },
    stop: async () => {
      if (running === undefined) await processes.end([packageId]);
    },
  };
}

/** Gives a chaincode an address and a package. @throws NetworkError CHAINCODE_SOURCE_INVALID, PACKAGE_INVALID */
export async function placeChaincode(options: PlaceChaincodeOptions): Promise<PlacedChaincode> {
  const { source, name, label, version, host = '127.0.0.1' } = options;
  checkSource(source);
  const metadataPath = source.metadataPath ?? source.path;
  const metadataFiles = metadataPath === undefined ? new Map() : await readStateDatabaseFiles(metadataPath);
  if (source.address !== undefined) {
    const chaincodePackage = await packageChaincode({ label, address: source.address, metadataFiles });
    return { chaincodePackage, start: nothing, stop: nothing };
  }
  if (source.contracts !== undefined) {
    const running = await startInProcessChaincode({ contracts: source.contracts, name, version, host });
    const chaincodePackage = await packageChaincode({ label, address: running.address, metadataFiles });
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
  return placeFolder(options, metadataFiles);
}
