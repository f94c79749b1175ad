import { common, peer } from '@hyperledger/fabric-protos';

/** Runs a decoder on bytes that someone else wrote: malformed ones give undefined. */
export function tryDecode<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** An envelope's payload and headers; what is malformed or missing, and what is inside that, is undefined. */
interface OpenedEnvelope {
  readonly payload: common.Payload | undefined;
  readonly header: common.Header | undefined;
  readonly channelHeader: common.ChannelHeader | undefined;
  readonly signatureHeader: common.SignatureHeader | undefined;
}

/** Takes an envelope apart, as far as it goes. Mirrors protoutil/commonutils.go. */
export function openEnvelope(envelope: common.Envelope): OpenedEnvelope {
  const payload = tryDecode(() => common.Payload.deserializeBinary(envelope.getPayload_asU8()));
  const header = payload?.getHeader();
  const channelHeader =
    header && tryDecode(() => common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8()));
  const signatureHeader =
    header && tryDecode(() => common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()));
  return { payload, header, channelHeader, signatureHeader };
}

/** The same of an envelope's bytes; undefined when they are none. */
export function openEnvelopeBytes(bytes: Uint8Array): OpenedEnvelope | undefined {
  const envelope = tryDecode(() => common.Envelope.deserializeBinary(bytes));
  return envelope && openEnvelope(envelope);
}

/** What was executed, by `peer.ProposalResponsePayload` bytes; undefined when they are malformed. */
export function responseToChaincodeAction(bytes: Uint8Array): peer.ChaincodeAction | undefined {
  return tryDecode(() =>
    peer.ChaincodeAction.deserializeBinary(
      peer.ProposalResponsePayload.deserializeBinary(bytes).getExtension_asU8(),
    ),
  );
}

/**
 * What was executed in each action of an endorser transaction; undefined when one of them is malformed. An action without
 * endorsements is left out.
 */
export function payloadToChaincodeActions(
  payload: common.Payload,
): readonly peer.ChaincodeAction[] | undefined {
  const transaction = tryDecode(() => peer.Transaction.deserializeBinary(payload.getData_asU8()));
  const actions: peer.ChaincodeAction[] = [];
  for (const message of transaction?.getActionsList() ?? []) {
    const opened = tryDecode(() => peer.ChaincodeActionPayload.deserializeBinary(message.getPayload_asU8()));
    const endorsed = opened?.getAction();
    if (opened !== undefined && endorsed === undefined) continue;
    const action = endorsed && responseToChaincodeAction(endorsed.getProposalResponsePayload_asU8());
    if (action === undefined) return undefined;
    actions.push(action);
  }
  return transaction && actions;
}

/** The configuration that a configuration block's only envelope carries; undefined for any other block. */
export function blockToConfigEnvelope(block: common.Block): common.ConfigEnvelope | undefined {
  const [bytes = new Uint8Array()] = block.getData()?.getDataList_asU8() ?? [];
  const { payload, channelHeader } = openEnvelopeBytes(bytes) ?? {};
  if (payload === undefined || channelHeader?.getType() !== common.HeaderType.CONFIG) return undefined;
  return tryDecode(() => common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()));
}
