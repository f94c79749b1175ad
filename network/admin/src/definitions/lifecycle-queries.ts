import { peer } from '@hyperledger/fabric-protos';
import { decodeMessage, type MessageType, NetworkError } from '@kontti/fabric-protocol/base';
import {
  lifecycleNamespace,
  restoreLifecycleMessages,
  type ChaincodeDefinition,
} from '@kontti/fabric-protocol/lifecycle';
import { fillDefinition, resultToDefinition, type DefinitionOptions } from './definition-messages';
import type { PeerConnection } from '../access/peer-connection';

const messages = peer.lifecycle;
const statusNotFound = 404;

export interface InstalledPackage {
  readonly packageId: string;
  readonly label: string;
}

/** An installed package, and the definitions under which the company runs it. */
export interface ReferencedPackage extends InstalledPackage {
  readonly references: readonly {
    readonly channelId: string;
    readonly name: string;
    readonly version: string;
  }[];
}

export interface ChaincodeSequence {
  readonly channelId: string;
  readonly name: string;
  readonly sequence: number;
}

export interface ApprovedDefinition extends ChaincodeDefinition {
  /** Empty when the company approved without a package: it does not run the chaincode. */
  readonly packageId: string;
}

export interface CommittedDefinition extends ChaincodeDefinition {
  /** For each company of the channel: whether it approved exactly this definition. */
  readonly approvals: ReadonlyMap<string, boolean>;
}

export interface CommitReadiness {
  readonly approvals: ReadonlyMap<string, boolean>;
  /** By company: which parts of its approval differ. */
  readonly mismatches: ReadonlyMap<string, readonly string[]>;
}

/** The payload of a peer's answer as a message. @throws NetworkError MALFORMED_MESSAGE */
export function decodeResult<T>(type: MessageType<T>, response: peer.Response): T {
  restoreLifecycleMessages();
  return decodeMessage({ type, bytes: response.getPayload_asU8(), name: 'lifecycle result' });
}

interface Query<T> {
  readonly channelId: string;
  readonly functionName: string;
  readonly argument: { serializeBinary(): Uint8Array };
  readonly type: MessageType<T>;
}

async function ask<T>(connection: PeerConnection, query: Query<T>): Promise<T> {
  const { type, argument, channelId, functionName } = query;
  const response = await connection.call({
    channelId,
    functionName,
    argument: argument.serializeBinary(),
    chaincodeName: lifecycleNamespace,
    stage: 'query',
  });
  return decodeResult(type, response);
}

/** What peers say of an approval and of a package that they do not have. Mirrors core/chaincode/lifecycle. */
const unknownPattern =
  /could not fetch approved chaincode definition|could not load cc install package: chaincode install package '.*' not found/;

/** A missing definition has a status of its own, a missing approval or package only words: lifecycle.go. */
function isUnknown({ details }: NetworkError): boolean {
  return details['status'] === statusNotFound || unknownPattern.test(String(details['reason']));
}

/** The same, with undefined for what the peer does not know. */
async function find<T>(connection: PeerConnection, query: Query<T>): Promise<T | undefined> {
  try {
    return await ask(connection, query);
  } catch (error) {
    if (error instanceof NetworkError && isUnknown(error)) return undefined;
    throw error;
  }
}

export async function queryInstalled(connection: PeerConnection): Promise<readonly ReferencedPackage[]> {
  const result = await ask(connection, {
    channelId: '',
    functionName: 'QueryInstalledChaincodes',
    argument: new messages.QueryInstalledChaincodesArgs(),
    type: messages.QueryInstalledChaincodesResult,
  });
  return result.getInstalledChaincodesList().map((installed) => ({
    packageId: installed.getPackageId(),
    label: installed.getLabel(),
    references: [...installed.getReferencesMap().entries()].flatMap(([channelId, references]) =>
      references
        .getChaincodesList()
        .map((chaincode) => ({ channelId, name: chaincode.getName(), version: chaincode.getVersion() })),
    ),
  }));
}

export async function getInstalledPackage(
  connection: PeerConnection,
  packageId: string,
): Promise<Uint8Array | undefined> {
  const argument = new messages.GetInstalledChaincodePackageArgs();
  argument.setPackageId(packageId);
  const result = await find(connection, {
    channelId: '',
    functionName: 'GetInstalledChaincodePackage',
    argument,
    type: messages.GetInstalledChaincodePackageResult,
  });
  return result?.getChaincodeInstallPackage_asU8();
}

export async function queryApproved(
  connection: PeerConnection,
  { channelId, name, sequence = 0 }: { channelId: string; name: string; sequence?: number },
): Promise<ApprovedDefinition | undefined> {
  const argument = new messages.QueryApprovedChaincodeDefinitionArgs();
  argument.setName(name);
  argument.setSequence(sequence);
  const result = await find(connection, {
    channelId,
    functionName: 'QueryApprovedChaincodeDefinition',
    argument,
    type: messages.QueryApprovedChaincodeDefinitionResult,
  });
  if (result === undefined) return undefined;
  const packageId = result.getSource()?.getLocalPackage()?.getPackageId() ?? '';
  return { ...resultToDefinition(name, result), packageId };
}

export async function checkCommitReadiness(
  connection: PeerConnection,
  definition: DefinitionOptions,
): Promise<CommitReadiness> {
  const result = await ask(connection, {
    channelId: definition.channelId,
    functionName: 'CheckCommitReadiness',
    argument: fillDefinition(new messages.CheckCommitReadinessArgs(), definition),
    type: messages.CheckCommitReadinessResult,
  });
  return {
    approvals: new Map(result.getApprovalsMap().getEntryList()),
    mismatches: new Map(
      [...result.getMismatchesMap().entries()].map(([mspId, mismatch]) => [mspId, mismatch.getItemsList()]),
    ),
  };
}

export async function queryCommitted(
  connection: PeerConnection,
  { channelId, name }: { channelId: string; name: string },
): Promise<CommittedDefinition | undefined> {
  const argument = new messages.QueryChaincodeDefinitionArgs();
  argument.setName(name);
  const result = await find(connection, {
    channelId,
    functionName: 'QueryChaincodeDefinition',
    argument,
    type: messages.QueryChaincodeDefinitionResult,
  });
  if (result === undefined) return undefined;
  const approvals = new Map(result.getApprovalsMap().getEntryList());
  return { ...resultToDefinition(name, result), approvals };
}

export async function queryAllCommitted(
  connection: PeerConnection,
  channelId: string,
): Promise<readonly ChaincodeDefinition[]> {
  const result = await ask(connection, {
    channelId,
    functionName: 'QueryChaincodeDefinitions',
    argument: new messages.QueryChaincodeDefinitionsArgs(),
    type: messages.QueryChaincodeDefinitionsResult,
  });
  return result
    .getChaincodeDefinitionsList()
    .map((definition) => resultToDefinition(definition.getName(), definition));
}
