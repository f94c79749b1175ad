import { common, gateway, msp, peer } from '@hyperledger/fabric-protos';
import { decodeMessage, isWhole } from '@kontti/fabric-protocol/base';
import {
  computeTxId,
  decodeHeader,
  decodeChannelHeader,
  decodeProposalEnvelope,
  decodeSignatureHeader,
} from '@kontti/fabric-protocol/envelopes';
import { lifecycleNamespace, restoreLifecycleMessages } from '@kontti/fabric-protocol/lifecycle';
import { applicationPolicyBytesToText } from '@kontti/fabric-protocol/policy';
import { collectionToText, pluginsToLines } from '../definitions/definition-text';
import { resultToDefinition } from '../definitions/definition-messages';
import { parsePackageFile } from '../packages/package-file';
import { signingInvalid, type SignedAction, type SigningRequest } from './signing-request';

/** What bytes to be signed say: read from nothing but these bytes. */
export interface DescribedRequest {
  readonly mspId: string;
  readonly certificatePem: string;
  /** One line for each thing that the signature agrees to. */
  readonly lines: readonly string[];
}

const messages = peer.lifecycle;

const functionsByAction: Readonly<Record<SignedAction, string>> = {
  install: 'InstallChaincode',
  approve: 'ApproveChaincodeDefinitionForMyOrg',
  commit: 'CommitChaincodeDefinition',
};

function describeCreator(bytes: Uint8Array): Pick<DescribedRequest, 'mspId' | 'certificatePem'> {
  const identity = decodeMessage({ type: msp.SerializedIdentity, bytes, name: 'SerializedIdentity' });
  return { mspId: identity.getMspid(), certificatePem: Buffer.from(identity.getIdBytes_asU8()).toString() };
}

interface Call {
  readonly header: common.Header;
  /** `peer.ChaincodeProposalPayload` bytes. */
  readonly payload: Uint8Array;
}

function proposalToCall(bytes: Uint8Array): Call {
  const proposal = decodeProposalEnvelope(bytes);
  return { header: decodeHeader(proposal), payload: proposal.getPayload_asU8() };
}

function transactionToCall(bytes: Uint8Array): Call {
  const payload = decodeMessage({ type: common.Payload, bytes, name: 'Payload' });
  const transaction = decodeMessage({
    type: peer.Transaction,
    bytes: payload.getData_asU8(),
    name: 'Transaction',
  });
  const [action, ...others] = transaction.getActionsList();
  const header = payload.getHeader();
  if (action === undefined || others.length > 0 || header === undefined) {
    throw signingInvalid('The transaction does not have exactly one action.');
  }
  const actionPayload = decodeMessage({
    type: peer.ChaincodeActionPayload,
    bytes: action.getPayload_asU8(),
    name: 'ChaincodeActionPayload',
  });
  return { header, payload: actionPayload.getChaincodeProposalPayload_asU8() };
}

function readInvocation(payload: Uint8Array): {
  chaincodeName: string;
  functionName: string;
  argument: Uint8Array;
} {
  const type = peer.ChaincodeProposalPayload;
  const proposal = decodeMessage({ type, bytes: payload, name: 'ChaincodeProposalPayload' });
  const spec = decodeMessage({
    type: peer.ChaincodeInvocationSpec,
    bytes: proposal.getInput_asU8(),
    name: 'ChaincodeInvocationSpec',
  }).getChaincodeSpec();
  const input = spec?.getInput();
  const [functionName = new Uint8Array(), argument = new Uint8Array(), ...others] =
    input?.getArgsList_asU8() ?? [];
  const isMore = proposal.getTransientmapMap().getLength() > 0 || input?.getIsInit() === true;
  if (others.length > 0 || isMore || !isWhole(proposal, payload)) {
    throw signingInvalid('The bytes call the lifecycle with more than it takes.');
  }
  return {
    chaincodeName: spec?.getChaincodeId()?.getName() ?? '',
    functionName: Buffer.from(functionName).toString(),
    argument,
  };
}

function describeDefinition(bytes: Uint8Array, action: 'approve' | 'commit'): readonly string[] {
  const type =
    action === 'approve'
      ? messages.ApproveChaincodeDefinitionForMyOrgArgs
      : messages.CommitChaincodeDefinitionArgs;
  const input = decodeMessage<
    InstanceType<
      typeof messages.ApproveChaincodeDefinitionForMyOrgArgs | typeof messages.CommitChaincodeDefinitionArgs
    >
  >({ type, bytes, name: 'definition' });
  if (!isWhole(input, bytes)) {
    throw signingInvalid(
      'The definition holds more than this version of kontti understands: use a newer one.',
    );
  }
  const definition = resultToDefinition(input.getName(), input);
  const { name, version, sequence, initRequired, validationParameter, collections } = definition;
  const policy =
    validationParameter.length === 0
      ? "the channel's own"
      : applicationPolicyBytesToText(validationParameter);
  const packageId =
    input instanceof messages.ApproveChaincodeDefinitionForMyOrgArgs
      ? [`package ${input.getSource()?.getLocalPackage()?.getPackageId() ?? 'none'}`]
      : [];
  return [
    `chaincode ${name} ${version}, sequence ${sequence}${initRequired ? ', to be initialised' : ''}`,
    `endorsement policy ${policy}`,
    ...pluginsToLines(definition),
    ...collections.map((collection) => `collection ${collection.getName()}: ${collectionToText(collection)}`),
    ...packageId,
  ];
}

async function describeCall(
  call: Call,
  { action, channelId, transactionId }: SigningRequest,
): Promise<DescribedRequest> {
  const { chaincodeName, functionName, argument } = readInvocation(call.payload);
  if (chaincodeName !== lifecycleNamespace || functionName !== functionsByAction[action]) {
    throw signingInvalid(`The bytes call ${functionName} of '${chaincodeName}', not what the request says.`);
  }
  const channelHeader = decodeChannelHeader(call.header);
  const signatureHeader = decodeSignatureHeader(call.header);
  const creator = signatureHeader.getCreator_asU8();
  const name = computeTxId(signatureHeader);
  if (
    channelHeader.getChannelId() !== channelId ||
    channelHeader.getTxId() !== name ||
    name !== transactionId
  ) {
    throw signingInvalid('The bytes are of another channel or transaction than the request says.');
  }
  if (action === 'install') {
    const input = decodeMessage({ type: messages.InstallChaincodeArgs, bytes: argument, name: 'package' });
    const { packageId } = await parsePackageFile(input.getChaincodeInstallPackage_asU8());
    return { ...describeCreator(creator), lines: [`install package ${packageId}`] };
  }
  return {
    ...describeCreator(creator),
    lines: [`${action} on channel ${channelId}`, ...describeDefinition(argument, action)],
  };
}

function describeStatusRequest({ bytes, channelId, transactionId }: SigningRequest): DescribedRequest {
  const request = decodeMessage({ type: gateway.CommitStatusRequest, bytes, name: 'CommitStatusRequest' });
  if (request.getChannelId() !== channelId || request.getTransactionId() !== transactionId) {
    throw signingInvalid('The bytes are of another channel or transaction than the request says.');
  }
  return {
    ...describeCreator(request.getIdentity_asU8()),
    lines: [`ask whether transaction ${transactionId} was committed`],
  };
}

/**
 * Says what the bytes of a request are, so that nobody signs what they have not seen.
 * @throws NetworkError SIGNING_REQUEST_INVALID when they are not what the request says, MALFORMED_MESSAGE
 */
export async function describeSigningRequest(request: SigningRequest): Promise<DescribedRequest> {
  // An older copy of the messages would leave out what it does not know.
  restoreLifecycleMessages();
  switch (request.step) {
    case 'proposal':
      return describeCall(proposalToCall(request.bytes), request);
    case 'transaction':
      return describeCall(transactionToCall(request.bytes), request);
    case 'commitStatus':
      return describeStatusRequest(request);
  }
}
