import type { CompanyAdministration } from '../access/administrations';
import type { ProposalSource } from '../access/peer-connection';
import { deployChaincode, type DeployChaincodeOptions } from '../definitions/deploy-chaincode';
import { createLifecycleClient, type LifecycleClient } from '../definitions/lifecycle-client';
import type { ListedProcess, ProcessStarter } from './chaincode-processes';
import type { ChaincodeSource } from './deployment';
import { placeChaincode, type PlacedChaincode } from './place-chaincode';

/** What is deployed, for whom, and where it runs. */
export interface DeployToCompaniesOptions extends ProposalSource {
  /** Every company of the channel that shall endorse; the first one commits. */
  readonly companies: readonly CompanyAdministration[];
  /** What the companies agree on; the next sequence unless one is said. */
  readonly definition: DeployChaincodeOptions['definition'];
  /** Where a company's code is: one object for companies that share it. */
  readonly sourceOf: (mspId: string) => ChaincodeSource;
  /** Of the packages; name and version by default. */
  readonly label?: string | undefined;
  /** What runs chaincode that is in a folder. */
  readonly processes: ProcessStarter;
  /** What they run already of the same folder: a company whose package would be the same keeps it and its address. */
  readonly running?: readonly ListedProcess[] | undefined;
  /** The address of this machine by which peers reach chaincode that runs here; loopback by default. */
  readonly host?: string | undefined;
  /** Called before anything is installed. */
  readonly onPackaged?: (packageIds: PackageIds) => void;
  /** Called after each company installed, after each approved, and after the commit. */
  readonly onStep?: DeployChaincodeOptions['onStep'];
}

/** By company. */
export type PackageIds = Readonly<Record<string, string>>;

interface DeployedToCompanies {
  readonly sequence: number;
  readonly packageIds: PackageIds;
  /** What was started, each once. */
  readonly placed: readonly PlacedChaincode[];
}

/** Companies that run the same code at an address or in this process share it; a process serves one company. */
async function placeForCompanies(
  options: DeployToCompaniesOptions,
): Promise<ReadonlyMap<string, PlacedChaincode>> {
  const { companies, definition, processes, host, sourceOf } = options;
  const { name, version } = definition;
  const { label = `${name}_${version}` } = options;
  const shared = new Map<ChaincodeSource, Promise<PlacedChaincode>>();
  const place = (mspId: string): Promise<PlacedChaincode> => {
    const source = sourceOf(mspId);
    const running = options.running?.find((each) => each.mspId === mspId);
    const placed =
      shared.get(source) ?? placeChaincode({ source, name, label, version, mspId, host, processes, running });
    if (source.path === undefined) shared.set(source, placed);
    return placed;
  };
  return new Map(
    await Promise.all(companies.map(async ({ target: { mspId } }) => [mspId, await place(mspId)] as const)),
  );
}

async function administer(
  options: DeployToCompaniesOptions,
  placed: ReadonlyMap<string, PlacedChaincode>,
): Promise<number> {
  const { clock, randomBytes, definition, onStep } = options;
  const companies = options.companies.flatMap(({ target, peers, signer }) => {
    const open = (peer: typeof target): LifecycleClient =>
      createLifecycleClient({ target: peer, signer, clock, randomBytes });
    const chaincodePackage = placed.get(target.mspId)?.chaincodePackage;
    if (chaincodePackage === undefined) return [];
    return [{ client: open(target), otherPeers: peers.slice(1).map(open), chaincodePackage }];
  });
  try {
    return await deployChaincode({ companies, definition, ...(onStep === undefined ? {} : { onStep }) });
  } finally {
    for (const { client, otherPeers } of companies) {
      for (const opened of [client, ...otherPeers]) opened.close();
    }
  }
}

/**
 * Packages a chaincode, starts it where it is in a folder or in this process, and has every company install and approve it; the first one
 * commits. After a failure nothing of it runs any more but what ran before.
 * @example
 * const companies = await readAdministrations('organizations');
 * const definition = { channelId: 'mychannel', name: 'basic', version: '1.0' };
 * const sourceOf = () => ({ address: 'basic.example.com:9999' });
 * const processes = createChaincodeProcesses();
 * await deployToCompanies({ companies, definition, sourceOf, processes, clock: systemClock, randomBytes });
 * @throws NetworkError CHAINCODE_SOURCE_INVALID, CHAINCODE_START_FAILED, PACKAGE_INVALID, LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
 */
export async function deployToCompanies(options: DeployToCompaniesOptions): Promise<DeployedToCompanies> {
  const byCompany = await placeForCompanies(options);
  const placed = [...new Set(byCompany.values())];
  const packageIds = Object.fromEntries(
    [...byCompany].map(([mspId, { chaincodePackage }]) => [mspId, chaincodePackage.packageId]),
  );
  options.onPackaged?.(packageIds);
  try {
    await Promise.all(placed.map((chaincode) => chaincode.start()));
    return { sequence: await administer(options, byCompany), packageIds, placed };
  } catch (error) {
    // The error that counts is the first one.
    await Promise.allSettled(placed.map((chaincode) => chaincode.stop()));
    throw error;
  }
}
