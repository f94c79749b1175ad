import { common } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { changeSignature } from '../changed-signature';
import type { ProposalBends, ProposalPlan } from '../forge';
import type { Caller } from '../identities';

/** No message: its first field says that it is longer than what there is. */
const garbage = Uint8Array.of(0x0a, 0x7f, 0x01);
const minuteMs = 60_000;

const atTime =
  (offsetMs: number) =>
  (header: common.ChannelHeader): void => {
    header.setTimestamp(Timestamp.fromDate(new Date(Date.now() + offsetMs)));
  };

/** A proposal with one thing wrong, or at least odd, about it. */
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
    bends: { signed: changeSignature },
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

export const proposalCases: readonly ProposalCase[] = [...headers, ...layers, ...signatures];
