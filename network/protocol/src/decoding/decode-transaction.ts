import { common, peer } from '@hyperledger/fabric-protos';
import {
  type ParsedTransaction,
  type TransactionAction,
  envelopeToTransaction,
} from '../envelopes/parse-transaction';
import { openEnvelope, tryDecode } from '../envelopes/open-envelope';
import { decodeConfig } from './decode-config';
import { decodeLifecycle } from './decode-lifecycle';
import { decodeNamespace } from './decode-read-write-set';
import { decodeSigner } from './decode-signer';
import { decodeValue } from './decode-value';
import type { DecodedInvocation, DecodedSigner, DecodedTransaction } from './types';
import { validationCodeName } from './validation-code-name';

const headerTypeNames = new Map<number, string>(
  Object.entries(common.HeaderType).map(([name, type]) => [type, name]),
);

/**
 * Describes an envelope, `common.Envelope` bytes as they are in a block, as far as they can be read. `code` is its validation code, where a peer gave one.
 * @example const { txId, type } = decodeTransaction(envelopeBytes, { txNumber: 0, code: 0 });
 */
export function decodeTransaction(
  envelopeBytes: Uint8Array,
  place: { readonly txNumber: number; readonly code?: number | undefined },
): DecodedTransaction {
  const { txNumber, code } = place;
  const validation = code === undefined ? {} : { validation: { code, name: validationCodeName(code) } };
  const envelope = tryDecode(() => common.Envelope.deserializeBinary(envelopeBytes));
  const parsed = envelope && envelopeToTransaction(envelope);
  const { channelHeader } = parsed ?? {};
  const head = { txNumber, txId: parsed?.txId ?? '', channelId: channelHeader?.getChannelId() ?? '' };
  if (!parsed || !channelHeader) return { ...head, type: 'MALFORMED', ...validation, endorsers: [] };
  const type = channelHeader.getType();
  const time = channelHeader.hasTimestamp() ? toIsoTime(parsed.timestampMs) : undefined;
  return {
    ...head,
    type: headerTypeNames.get(type) ?? String(type),
    ...(time === undefined ? {} : { time }),
    ...validation,
    ...decodeCreator(parsed),
    ...decodeAction(parsed),
    ...(type === common.HeaderType.CONFIG ? decodeConfigPayload(parsed) : {}),
  };
}

function toIsoTime(timeMs: number): string | undefined {
  return tryDecode(() => new Date(timeMs).toISOString());
}

function decodeCreator({ envelope, signatureHeader }: ParsedTransaction): { creator?: DecodedSigner } {
  const identity = signatureHeader?.getCreator_asU8();
  if (!identity?.length) return {};
  const signed = { message: envelope.getPayload_asU8(), signature: envelope.getSignature_asU8() };
  return { creator: decodeSigner({ identity, ...signed }) };
}

function decodeConfigPayload({ envelope }: ParsedTransaction): Pick<DecodedTransaction, 'config'> {
  const { payload } = openEnvelope(envelope);
  const config = payload && tryDecode(() => decodeConfig(payload.getData_asU8()));
  return config === undefined ? {} : { config };
}

type DecodedAction = Pick<
  DecodedTransaction,
  'chaincode' | 'endorsers' | 'response' | 'event' | 'readWriteSet' | 'lifecycle'
>;

function decodeAction({ action, chaincodeAction, readWriteSet }: ParsedTransaction): DecodedAction {
  if (!action) return { endorsers: [] };
  return {
    ...decodeInvocation(action, chaincodeAction),
    endorsers: action.endorsements.map(({ endorser, signature }) =>
      decodeSigner({
        identity: endorser,
        message: Buffer.concat([action.responsePayload, endorser]),
        signature,
      }),
    ),
    ...(chaincodeAction ? decodeOutcome(chaincodeAction) : {}),
    ...(readWriteSet ? { readWriteSet: readWriteSet.map(decodeNamespace) } : {}),
  };
}

function decodeInvocation(
  { proposalPayload }: TransactionAction,
  chaincodeAction: peer.ChaincodeAction | undefined,
): Pick<DecodedTransaction, 'chaincode' | 'lifecycle'> {
  const spec = tryDecode(() => {
    const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposalPayload);
    return peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec();
  });
  if (!spec) return {};
  const input = spec.getInput();
  const [first = new Uint8Array(), ...rest] = input?.getArgsList_asU8() ?? [];
  const name = spec.getChaincodeId()?.getName() ?? '';
  const { value: functionName } = decodeValue(first);
  const chaincode: DecodedInvocation = {
    name,
    version: chaincodeAction?.getChaincodeId()?.getVersion() ?? '',
    functionName,
    args: rest.map(decodeValue),
    ...(input?.getIsInit() === true ? { isInit: true } : {}),
  };
  const [argument = new Uint8Array()] = rest;
  const lifecycle = decodeLifecycle({ chaincodeName: name, functionName, argument });
  return { chaincode, ...(lifecycle ? { lifecycle } : {}) };
}

function decodeOutcome(action: peer.ChaincodeAction): Pick<DecodedTransaction, 'response' | 'event'> {
  const response = action.getResponse();
  const eventBytes = action.getEvents_asU8();
  const event =
    eventBytes.length > 0 ? tryDecode(() => peer.ChaincodeEvent.deserializeBinary(eventBytes)) : undefined;
  return {
    ...(response && {
      response: {
        status: response.getStatus(),
        message: response.getMessage(),
        payload: decodeValue(response.getPayload_asU8()),
      },
    }),
    ...(event && { event: { name: event.getEventName(), payload: decodeValue(event.getPayload_asU8()) } }),
  };
}
