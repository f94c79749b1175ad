import { NetworkError, findFreePort } from '@kontti/fabric-protocol/base';
import { readStateDatabaseFiles } from '../packages/state-database-files';
import { packageChaincode, type ChaincodePackage } from '../packages/chaincode-package';
import { startChaincodeProcess, type ChaincodeProcess } from './chaincode-process';
import type { ChaincodeSource, DeployOptions } from './deployment';
import { startInProcessChaincode } from './in-process-chaincode';

/** A chaincode that runs, or is expected to, and the package that says where. */
export interface RunningChaincode {
  readonly chaincodePackage: ChaincodePackage;
  /** Starts its process anew, if it has one, at the same address; undefined otherwise. */
  readonly reload?: () => Promise<void>;
  /** Of its process, if it has one. */
  readonly pid?: () => number;
  stop(): Promise<void>;
}

export interface RunChaincodeOptions {
  readonly source: ChaincodeSource;
  readonly name: string;
  readonly version: string;
  /** The company for whose peer it runs. */
  readonly mspId: string;
  /** The address of this machine where it listens; loopback by default. */
  readonly host?: string | undefined;
}

/** @throws NetworkError CHAINCODE_SOURCE_INVALID */
function checkSource(source: ChaincodeSource): void {
  const { path, address, contracts } = source;
  if ([path, address, contracts].filter((way) => way !== undefined).length !== 1) {
    throw new NetworkError({
      code: 'CHAINCODE_SOURCE_INVALID',
      message: 'name exactly one of path, address and contracts',
    });
  }
}

/** Starts a chaincode where that is asked for. @throws NetworkError CHAINCODE_SOURCE_INVALID, CHAINCODE_START_FAILED */
export async function runChaincode(options: RunChaincodeOptions): Promise<RunningChaincode> {
  const { source, name, version, mspId, host = '127.0.0.1' } = options;
  checkSource(source);
  const label = `${name}_${version}`;
  const metadataPath = source.metadataPath ?? source.path;
  const metadataFiles = metadataPath === undefined ? new Map() : await readStateDatabaseFiles(metadataPath);
  if (source.address !== undefined) {
    const chaincodePackage = await packageChaincode({ label, address: source.address, metadataFiles });
    return { chaincodePackage, stop: () => Promise.resolve() };
  }
  if (source.contracts !== undefined) {
    const running = await startInProcessChaincode({ contracts: source.contracts, name, version, host });
    const chaincodePackage = await packageChaincode({ label, address: running.address, metadataFiles });
    running.serve(chaincodePackage.packageId);
    return {
      chaincodePackage,
      stop: () => {
        running.stop();
        return Promise.resolve();
      },
    };
  }
  const address = `${host}:${await findFreePort(host)}`;
  const { path = '' } = source;
  const chaincodePackage = await packageChaincode({ label, address, metadataFiles });
  const { packageId } = chaincodePackage;
  const start = (): Promise<ChaincodeProcess> => startChaincodeProcess({ path, address, packageId, mspId });
  let running = await start();
  return {
    chaincodePackage,
    reload: async () => {
      await running.stop();
      running = await start();
    },
    pid: () => running.pid,
    stop: () => running.stop(),
  };
}

/** What a company's peer runs: its own code, or what everybody runs. */
export function companySource(options: DeployOptions, mspId: string): ChaincodeSource {
  return options.overrides?.[mspId] ?? options;
}
