import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage, type MessageType } from '../decode';
import { NetworkError } from '../errors';
import { lifecycleNamespace } from '../system-chaincode/lifecycle-keys';
import type { ChaincodeDefinition } from './definition';
import {
  fillDefinition,
  packageIdToSource,
  resultToDefinition,
  type DefinitionOptions,
} from './definition-messages';
import { connectPeer, type PeerConnection, type PeerConnectionOptions } from './peer-connection';

const messages = peer.lifecycle;
const statusNotFound = 404;

export interface InstalledPackage {
  readonly packageId: string;
  readonly label: string;
}

export interface ChaincodeSequence {
  readonly channelId: string;
  readonly name: string;
  readonly sequence: number;
}

/** The chaincode administration of one company: its admin, at its own peer. */
export interface LifecycleClient {
  readonly mspId: string;
  /** Installs on the company's peer; a package that is there already is not sent again. */
  install(packageToInstall: { packageId: string; bytes: Uint8Array }): Promise<InstalledPackage>;
  queryInstalled(): Promise<readonly InstalledPackage[]>;
  /** Approves for the company and returns once that is committed. Without a package the company does not endorse. */
  approve(options: DefinitionOptions & { packageId?: string }): Promise<void>;
  /** The package that the company approved for one sequence; undefined when it approved none. */
  queryApprovedPackageId(options: ChaincodeSequence): Promise<string | undefined>;
  /** For each company of the channel: whether it approved exactly this definition, as this peer sees it. */
  checkCommitReadiness(options: DefinitionOptions): Promise<ReadonlyMap<string, boolean>>;
  /** Commits what enough companies approved, and returns once it holds. */
  commit(options: DefinitionOptions): Promise<void>;
  /** The committed definition, or undefined when there is none. */
  queryCommitted(options: { channelId: string; name: string }): Promise<ChaincodeDefinition | undefined>;
  close(): void;
}

interface Query<T> {
  readonly channelId: string;
  readonly functionName: string;
  readonly argument: Uint8Array;
  readonly type: MessageType<T>;
  readonly stage?: 'install' | 'query';
}

async function ask<T>(connection: PeerConnection, query: Query<T>): Promise<T> {
  const { type, stage = 'query', ...rest } = query;
  const response = await connection.call({ ...rest, chaincodeName: lifecycleNamespace, stage });
  return decodeMessage({ type, bytes: response.getPayload_asU8(), name: `${query.functionName} result` });
}

async function queryInstalled(connection: PeerConnection): Promise<readonly InstalledPackage[]> {
  const result = await ask(connection, {
    channelId: '',
    functionName: 'QueryInstalledChaincodes',
    argument: new messages.QueryInstalledChaincodesArgs().serializeBinary(),
    type: messages.QueryInstalledChaincodesResult,
  });
  return result
    .getInstalledChaincodesList()
    .map((installed) => ({ packageId: installed.getPackageId(), label: installed.getLabel() }));
}

async function install(
  connection: PeerConnection,
  { packageId, bytes }: { packageId: string; bytes: Uint8Array },
): Promise<InstalledPackage> {
  const present = (await queryInstalled(connection)).find((installed) => installed.packageId === packageId);
  if (present !== undefined) return present;
  const input = new messages.InstallChaincodeArgs();
  input.setChaincodeInstallPackage(bytes);
  const result = await ask(connection, {
    channelId: '',
    functionName: 'InstallChaincode',
    argument: input.serializeBinary(),
    type: messages.InstallChaincodeResult,
    stage: 'install',
  });
  return { packageId: result.getPackageId(), label: result.getLabel() };
}

async function approve(
  connection: PeerConnection,
  { packageId = '', ...definition }: DefinitionOptions & { packageId?: string },
): Promise<void> {
  const input = fillDefinition(new messages.ApproveChaincodeDefinitionForMyOrgArgs(), definition);
  input.setSource(packageIdToSource(packageId));
  await connection.submit({
    channelId: definition.channelId,
    chaincodeName: lifecycleNamespace,
    functionName: 'ApproveChaincodeDefinitionForMyOrg',
    argument: input.serializeBinary(),
    // Only the company's own peer may write to its approvals.
    endorsers: [connection.target.mspId],
  });
}

async function queryApprovedPackageId(
  connection: PeerConnection,
  { channelId, name, sequence }: ChaincodeSequence,
): Promise<string | undefined> {
  const input = new messages.QueryApprovedChaincodeDefinitionArgs();
  input.setName(name);
  input.setSequence(sequence);
  const result = await ask(connection, {
    channelId,
    functionName: 'QueryApprovedChaincodeDefinition',
    argument: input.serializeBinary(),
    type: messages.QueryApprovedChaincodeDefinitionResult,
  });
  return result.getSource()?.getLocalPackage()?.getPackageId();
}

async function checkCommitReadiness(
  connection: PeerConnection,
  definition: DefinitionOptions,
): Promise<ReadonlyMap<string, boolean>> {
  const result = await ask(connection, {
    channelId: definition.channelId,
    functionName: 'CheckCommitReadiness',
    argument: fillDefinition(new messages.CheckCommitReadinessArgs(), definition).serializeBinary(),
    type: messages.CheckCommitReadinessResult,
  });
  return new Map(result.getApprovalsMap().getEntryList());
}

async function commit(connection: PeerConnection, definition: DefinitionOptions): Promise<void> {
  const input = fillDefinition(new messages.CommitChaincodeDefinitionArgs(), definition);
  await connection.submit({
    channelId: definition.channelId,
    chaincodeName: lifecycleNamespace,
    functionName: 'CommitChaincodeDefinition',
    argument: input.serializeBinary(),
  });
}

async function queryCommitted(
  connection: PeerConnection,
  { channelId, name }: { channelId: string; name: string },
): Promise<ChaincodeDefinition | undefined> {
  const input = new messages.QueryChaincodeDefinitionArgs();
  input.setName(name);
  try {
    const result = await ask(connection, {
      channelId,
      functionName: 'QueryChaincodeDefinition',
      argument: input.serializeBinary(),
      type: messages.QueryChaincodeDefinitionResult,
    });
    return resultToDefinition(name, result);
  } catch (error) {
    if (error instanceof NetworkError && error.details['status'] === statusNotFound) return undefined;
    throw error;
  }
}

/** Opens the administration of one company. `signer` is its admin. Every method throws NetworkError LIFECYCLE_FAILED. */
export function createLifecycleClient(options: PeerConnectionOptions): LifecycleClient {
  const connection = connectPeer(options);
  return {
    mspId: options.target.mspId,
    install: (packageToInstall) => install(connection, packageToInstall),
    queryInstalled: () => queryInstalled(connection),
    approve: (definition) => approve(connection, definition),
    queryApprovedPackageId: (chaincode) => queryApprovedPackageId(connection, chaincode),
    checkCommitReadiness: (definition) => checkCommitReadiness(connection, definition),
    commit: (definition) => commit(connection, definition),
    queryCommitted: (chaincode) => queryCommitted(connection, chaincode),
    close: () => {
      connection.close();
    },
  };
}
