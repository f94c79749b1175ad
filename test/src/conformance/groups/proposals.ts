import { gateway, peer, common } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { describeEnvelope } from '../calls';
import { observed } from '../failure';
import type { ForgedProposal, ProposalBends, ProposalPlan } from '../forge';
import type { Caller } from '../identities';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';

/** No message: its first field says that it is longer than what there is. */
const garbage = Uint8Array.of(0x0a, 0x7f, 0x01);
const minuteMs = 60_000;

const atTime =
  (offsetMs: number) =>
  (header: common.ChannelHeader): void => {
    header.setTimestamp(Timestamp.fromDate(new Date(Date.now() + offsetMs)));
  };

interface ProposalCase extends Partial<Omit<ProposalPlan, 'signer' | 'bends'>> {
  readonly name: string;
  readonly caller?: Caller;
  readonly bends?: ProposalBends;
}

const headers: readonly ProposalCase[] = [
  { name: 'of another channel', channelId: 'elsewhere' },
  { name: 'without a channel', channelId: '' },
  { name: 'of an unknown chaincode', chaincode: 'ghost' },
  { name: 'without a chaincode name', chaincode: '' },
  {
    name: 'of another type',
    bends: {
      channelHeader: (header) => {
        header.setType(common.HeaderType.MESSAGE);
      },
    },
  },
  {
    name: 'of type CONFIG',
    bends: {
      channelHeader: (header) => {
        header.setType(common.HeaderType.CONFIG);
      },
    },
  },
  {
    name: 'of an epoch',
    bends: {
      channelHeader: (header) => {
        header.setEpoch(1);
      },
    },
  },
  {
    name: 'with another transaction id',
    bends: {
      channelHeader: (header) => {
        header.setTxId('00');
      },
    },
  },
  {
    name: 'without a transaction id',
    bends: {
      channelHeader: (header) => {
        header.setTxId('');
      },
    },
  },
  { name: '16 minutes old', bends: { channelHeader: atTime(-16 * minuteMs) } },
  { name: '14 minutes old', bends: { channelHeader: atTime(-14 * minuteMs) } },
  { name: 'from 16 minutes ahead', bends: { channelHeader: atTime(16 * minuteMs) } },
  {
    name: 'without a time',
    bends: {
      channelHeader: (header) => {
        header.clearTimestamp();
      },
    },
  },
  {
    name: 'without a nonce',
    bends: {
      signatureHeader: (header) => {
        header.setNonce('');
      },
    },
  },
  {
    name: 'without a creator',
    bends: {
      signatureHeader: (header) => {
        header.setCreator('');
      },
    },
  },
];

const layers: readonly ProposalCase[] = [
  {
    name: 'without bytes',
    bends: {
      signed: (signed) => {
        signed.setProposalBytes('');
      },
    },
  },
  {
    name: 'of garbage',
    bends: {
      signed: (signed) => {
        signed.setProposalBytes(garbage);
      },
    },
  },
  {
    name: 'with a header of garbage',
    bends: {
      proposal: (proposal) => {
        proposal.setHeader(garbage);
      },
    },
  },
  {
    name: 'without a header',
    bends: {
      proposal: (proposal) => {
        proposal.setHeader('');
      },
    },
  },
  {
    name: 'with a channel header of garbage',
    bends: {
      header: (header) => {
        header.setChannelHeader(garbage);
      },
    },
  },
  {
    name: 'with a signature header of garbage',
    bends: {
      header: (header) => {
        header.setSignatureHeader(garbage);
      },
    },
  },
  {
    name: 'with a header extension of garbage',
    bends: {
      channelHeader: (header) => {
        header.setExtension$(garbage);
      },
    },
  },
  {
    name: 'without a header extension',
    bends: {
      channelHeader: (header) => {
        header.setExtension$('');
      },
    },
  },
  {
    name: 'whose header extension names another chaincode',
    bends: {
      extension: (extension) => {
        extension.getChaincodeId()?.setName('second');
      },
    },
  },
  {
    name: 'with a payload of garbage',
    bends: {
      proposal: (proposal) => {
        proposal.setPayload(garbage);
      },
    },
  },
  {
    name: 'without a payload',
    bends: {
      proposal: (proposal) => {
        proposal.setPayload('');
      },
    },
  },
  {
    name: 'with an input of garbage',
    bends: {
      payload: (payload) => {
        payload.setInput(garbage);
      },
    },
  },
  {
    name: 'without a chaincode spec',
    bends: {
      invocation: (invocation) => {
        invocation.clearChaincodeSpec();
      },
    },
  },
  {
    name: 'without a chaincode id',
    bends: {
      invocation: (invocation) => {
        invocation.getChaincodeSpec()?.clearChaincodeId();
      },
    },
  },
  {
    name: 'without an input',
    bends: {
      invocation: (invocation) => {
        invocation.getChaincodeSpec()?.clearInput();
      },
    },
  },
  { name: 'without arguments', args: [] },
];

const signatures: readonly ProposalCase[] = [
  {
    name: 'that nobody signed',
    bends: {
      signed: (signed) => {
        signed.setSignature('');
      },
    },
  },
  {
    name: 'whose signature is no signature',
    bends: {
      signed: (signed) => {
        signed.setSignature(garbage);
      },
    },
  },
  {
    name: 'that was changed after it was signed',
    bends: {
      signed: (signed) => {
        signed.setSignature(Buffer.from(signed.getSignature_asU8()).fill(1, 8, 9));
      },
    },
  },
  {
    name: 'of a creator of garbage',
    bends: {
      signatureHeader: (header) => {
        header.setCreator(garbage);
      },
    },
  },
  { name: 'of an impostor', caller: 'impostor' },
  { name: 'of a company that is not in the channel', caller: 'ghost' },
  { name: 'of an expired certificate', caller: 'expired' },
  { name: 'of a peer', caller: 'Org1MSP.peer' },
  { name: 'of an admin', caller: 'Org1MSP.admin' },
  { name: "of another company's client", caller: 'Org2MSP' },
];

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

function describeResponse(response: peer.Response | undefined): Observation {
  return {
    status: response?.getStatus(),
    message: response?.getMessage(),
    payload: toText(response?.getPayload_asU8() ?? new Uint8Array()),
  };
}

/** The three methods that take a proposal. */
const methods: Readonly<Record<string, (stage: Stage, forged: ForgedProposal) => Promise<Observation>>> = {
  Evaluate: async (stage, { signed, txId }) => {
    const request = new gateway.EvaluateRequest();
    request.setTransactionId(txId);
    request.setChannelId(stage.channelId);
    request.setProposedTransaction(signed);
    const bytes = await stage.call('/gateway.Gateway/Evaluate', { bytes: request.serializeBinary() });
    return describeResponse(gateway.EvaluateResponse.deserializeBinary(bytes).getResult());
  },
  Endorse: async (stage, { signed, txId }) => {
    const request = new gateway.EndorseRequest();
    request.setTransactionId(txId);
    request.setChannelId(stage.channelId);
    request.setProposedTransaction(signed);
    const bytes = await stage.call('/gateway.Gateway/Endorse', { bytes: request.serializeBinary() });
    const prepared = gateway.EndorseResponse.deserializeBinary(bytes).getPreparedTransaction();
    return prepared === undefined ? null : describeEnvelope(prepared);
  },
  ProcessProposal: async (stage, { signed }) => {
    const bytes = await stage.call('/protos.Endorser/ProcessProposal', { bytes: signed.serializeBinary() });
    const response = peer.ProposalResponse.deserializeBinary(bytes);
    return {
      ...(describeResponse(response.getResponse()) as object),
      version: response.getVersion(),
      hasPayload: response.getPayload_asU8().length > 0,
      isEndorsed: response.hasEndorsement(),
      interest: response.getInterest()?.toObject(),
    };
  },
};

/** Every bent proposal at every method that takes one. */
export const proposalScenarios: readonly Scenario[] = [...headers, ...layers, ...signatures].flatMap(
  ({ name, caller, ...plan }) =>
    Object.entries(methods).map(([method, call]) => ({
      name: `${method} of a proposal ${name}`,
      run: async (stage: Stage) => {
        const forged = await stage.forge({ ...plan, ...(caller === undefined ? {} : { caller }) });
        return observed(call(stage, forged));
      },
    })),
);
