import { peer } from '@hyperledger/fabric-protos';
import { readLifecycleGovernance, type LifecycleGovernance } from '../access/channel-config';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import type { DefinitionOptions } from './definition-messages';
import { approvalToCall, commitToCall, installToCall } from './lifecycle-calls';
import * as queries from './lifecycle-queries';
import type {
  ApprovedDefinition,
  ChaincodeSequence,
  CommittedDefinition,
  CommitReadiness,
  InstalledPackage,
  ReferencedPackage,
} from './lifecycle-queries';
import {
  connectPeer,
  type ChaincodeArguments,
  type PeerConnection,
  type PeerConnectionOptions,
} from '../access/peer-connection';

export type { ChaincodeSequence, InstalledPackage } from './lifecycle-queries';

/** The chaincode administration of one company: its admin, at its own peer. */
export interface LifecycleClient {
  /** MSP id of the company whose peer is asked. */
  readonly mspId: string;
  /** Installs on the company's peer; a package that is there already is not sent again. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  install(packageToInstall: { packageId: string; bytes: Uint8Array }): Promise<InstalledPackage>;
  /** The packages that are installed on the peer, with the definitions that use them. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  queryInstalled(): Promise<readonly ReferencedPackage[]>;
  /** The bytes of a package as it was installed; undefined when the peer has none of that id. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  getInstalledPackage(packageId: string): Promise<Uint8Array | undefined>;
  /**
   * Approves for the company and returns once that is committed. Without a package the company does not endorse.
   * @throws NetworkError LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
   */
  approve(options: DefinitionOptions & { packageId?: string }): Promise<void>;
  /**
   * What the company approved for one sequence, or last; undefined when it approved nothing.
   * @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE
   */
  queryApproved(
    options: Omit<ChaincodeSequence, 'sequence'> & { sequence?: number },
  ): Promise<ApprovedDefinition | undefined>;
  /**
   * The package that the company approved for one sequence; undefined when it approved none.
   * @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE
   */
  queryApprovedPackageId(options: ChaincodeSequence): Promise<string | undefined>;
  /**
   * For each company of the channel: whether it approved exactly this definition, as this peer sees it.
   * @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE, POLICY_INVALID, COLLECTION_INVALID
   */
  checkCommitReadiness(options: DefinitionOptions): Promise<ReadonlyMap<string, boolean>>;
  /**
   * The same, with what differs in the approvals of others; only the peers of Fabric 3 say that.
   * @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE, POLICY_INVALID, COLLECTION_INVALID
   */
  inspectCommitReadiness(options: DefinitionOptions): Promise<CommitReadiness>;
  /** Commits what enough companies approved, and returns once it holds. @throws NetworkError LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID */
  commit(options: DefinitionOptions): Promise<void>;
  /** The committed definition, or undefined when there is none. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  queryCommitted(options: { channelId: string; name: string }): Promise<CommittedDefinition | undefined>;
  /** All definitions that the channel holds. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  queryAllCommitted(channelId: string): Promise<readonly ChaincodeDefinition[]>;
  /** The channel's rule for definitions: whose peers have to agree. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
  queryGovernance(channelId: string): Promise<LifecycleGovernance>;
  /** The contract's own description, JSON, by the chaincode that the company's peer runs. @throws NetworkError LIFECYCLE_FAILED */
  queryContractMetadata(options: { channelId: string; name: string }): Promise<string>;
  /**
   * Initialises a chaincode whose definition demands it, by the function and arguments that its contract takes for that.
   * @throws NetworkError LIFECYCLE_FAILED
   */
  initialise(options: {
    channelId: string;
    name: string;
    functionName: string;
    args: readonly string[];
  }): Promise<void>;
  /**
   * Settles when a company's peer executes the chaincode, asked through the own peer's gateway.
   * @throws NetworkError LIFECYCLE_FAILED
   */
  checkRuns(options: { channelId: string; name: string; mspId: string }): Promise<void>;
  /** Closes the connection; nothing can be asked after that. */
  close(): void;
}

async function install(
  connection: PeerConnection,
  packageToInstall: { packageId: string; bytes: Uint8Array },
): Promise<InstalledPackage> {
  const installed = await queries.queryInstalled(connection);
  const present = installed.find(({ packageId }) => packageId === packageToInstall.packageId);
  if (present !== undefined) return { packageId: present.packageId, label: present.label };
  const response = await connection.call({ ...installToCall(packageToInstall.bytes), stage: 'install' });
  const result = queries.decodeResult(peer.lifecycle.InstallChaincodeResult, response);
  return { packageId: result.getPackageId(), label: result.getLabel() };
}

/**
 * Opens the administration of one company at one of its peers, lazily, by TLS. `signer` is its admin.
 * @example
 * const client = createLifecycleClient({ target, signer, clock: systemClock, randomBytes });
 * const installed = await client.queryInstalled();
 * client.close();
 * @throws NetworkError ORGANIZATION_INVALID
 */
export function createLifecycleClient(options: PeerConnectionOptions): LifecycleClient {
  const connection = connectPeer(options);
  const { mspId } = options.target;
  return {
    mspId,
    install: (packageToInstall) => install(connection, packageToInstall),
    queryInstalled: () => queries.queryInstalled(connection),
    getInstalledPackage: (packageId) => queries.getInstalledPackage(connection, packageId),
    // Only the company's own peer may write to its approvals.
    approve: (definition) => connection.submit({ ...approvalToCall(definition), endorsers: [mspId] }),
    queryApproved: (chaincode) => queries.queryApproved(connection, chaincode),
    queryApprovedPackageId: async (chaincode) => {
      const packageId = (await queries.queryApproved(connection, chaincode))?.packageId ?? '';
      return packageId === '' ? undefined : packageId;
    },
    checkCommitReadiness: async (definition) =>
      (await queries.checkCommitReadiness(connection, definition)).approvals,
    inspectCommitReadiness: (definition) => queries.checkCommitReadiness(connection, definition),
    commit: (definition) => connection.submit(commitToCall(definition)),
    queryCommitted: (chaincode) => queries.queryCommitted(connection, chaincode),
    queryAllCommitted: (channelId) => queries.queryAllCommitted(connection, channelId),
    queryGovernance: (channelId) => readLifecycleGovernance(connection, channelId),
    queryContractMetadata: async (chaincode) => {
      const response = await connection.call({ ...metadataCall(chaincode), stage: 'query' });
      return Buffer.from(response.getPayload_asU8()).toString();
    },
    initialise: ({ channelId, name, functionName, args }) => {
      const [argument, ...moreArguments] = args.map((text) => Buffer.from(text));
      return connection.submit({
        ...{ channelId, chaincodeName: name, functionName, isInit: true },
        ...(argument === undefined ? {} : { argument, moreArguments }),
      });
    },
    checkRuns: (chaincode) =>
      connection.endorse({ ...metadataCall(chaincode), endorsers: [chaincode.mspId] }),
    close: () => {
      connection.close();
    },
  };
}

function metadataCall({ channelId, name }: { channelId: string; name: string }): ChaincodeArguments {
  return {
    channelId,
    chaincodeName: name,
    functionName: 'org.hyperledger.fabric:GetMetadata',
    argument: new Uint8Array(),
  };
}
