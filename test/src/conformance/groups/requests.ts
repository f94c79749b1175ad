import { common, gateway } from '@hyperledger/fabric-protos';
import { observed, observedWait } from '../failure';
import type { Caller } from '../identities';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';

const garbage = Uint8Array.of(0x0a, 0x7f, 0x01);
const shortMs = 250;

type Bend<T> = (message: T) => void;

interface StatusCase {
  readonly name: string;
  readonly by?: Caller;
  readonly bend?: Bend<gateway.CommitStatusRequest>;
  readonly bendSigned?: Bend<gateway.SignedCommitStatusRequest>;
}

/** Asks for a transaction that nobody submitted. */
async function askStatus(
  stage: Stage,
  { by = 'Org1MSP', bend, bendSigned }: StatusCase,
): Promise<Observation> {
  const signer = await stage.signer(by);
  const request = new gateway.CommitStatusRequest();
  request.setChannelId(stage.channelId);
  request.setTransactionId('ab'.repeat(32));
  request.setIdentity(signer.serialized);
  bend?.(request);
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(request.serializeBinary());
  signed.setSignature(signer.sign(signed.getRequest_asU8()));
  bendSigned?.(signed);
  const bytes = signed.serializeBinary();
  const path = '/gateway.Gateway/CommitStatus';
  return observedWait(
    stage.call(path, { bytes, timeoutMs: shortMs }).then((answer) => Buffer.from(answer).toString('hex')),
  );
}

const statusCases: readonly StatusCase[] = [
  { name: 'of a transaction that does not come' },
  {
    name: 'without an identity',
    bend: (request) => {
      request.setIdentity('');
    },
  },
  {
    name: 'without a channel',
    bend: (request) => {
      request.setChannelId('');
    },
  },
  {
    name: 'of another channel',
    bend: (request) => {
      request.setChannelId('elsewhere');
    },
  },
  {
    name: 'without a transaction id',
    bend: (request) => {
      request.setTransactionId('');
    },
  },
  {
    name: 'with an identity of garbage',
    bend: (request) => {
      request.setIdentity(garbage);
    },
  },
  {
    name: 'without a request',
    bendSigned: (signed) => {
      signed.setRequest('');
    },
  },
  {
    name: 'with a request of garbage',
    bendSigned: (signed) => {
      signed.setRequest(garbage);
    },
  },
  {
    name: 'without a signature',
    bendSigned: (signed) => {
      signed.setSignature('');
    },
  },
  {
    name: 'with a signature of garbage',
    bendSigned: (signed) => {
      signed.setSignature(garbage);
    },
  },
  { name: 'by an impostor', by: 'impostor' },
  { name: 'by a company that is not in the channel', by: 'ghost' },
  { name: 'by an expired certificate', by: 'expired' },
  { name: 'by a peer, who reads', by: 'Org1MSP.peer' },
  { name: "by another company's client", by: 'Org2MSP' },
];

interface SubmitCase {
  readonly name: string;
  readonly creator?: Caller;
  readonly bendHeader?: Bend<common.ChannelHeader>;
  readonly bend?: Bend<common.Envelope>;
  readonly bendRequest?: Bend<gateway.SubmitRequest>;
}

async function submitBent(stage: Stage, submitCase: SubmitCase): Promise<Observation> {
  const { creator, bendHeader, bend, bendRequest } = submitCase;
  const envelope = await stage.forgeTransaction({
    ...(creator === undefined ? {} : { creator }),
    ...(bendHeader === undefined ? {} : { bendChannelHeader: bendHeader }),
  });
  bend?.(envelope);
  const request = new gateway.SubmitRequest();
  request.setChannelId(stage.channelId);
  request.setPreparedTransaction(envelope);
  bendRequest?.(request);
  const bytes = request.serializeBinary();
  return observed(stage.call('/gateway.Gateway/Submit', { bytes }).then(() => 'accepted'));
}

const withPayload =
  (change: (payload: common.Payload) => void): Bend<common.Envelope> =>
  (envelope) => {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    change(payload);
    envelope.setPayload(payload.serializeBinary());
  };

const ofType =
  (type: common.HeaderTypeMap[keyof common.HeaderTypeMap]): Bend<common.ChannelHeader> =>
  (header) => {
    header.setType(type);
  };

const submitCases: readonly SubmitCase[] = [
  {
    name: 'without a transaction',
    bendRequest: (request) => {
      request.clearPreparedTransaction();
    },
  },
  {
    name: 'of another channel',
    bendRequest: (request) => {
      request.setChannelId('elsewhere');
    },
  },
  {
    name: 'without a channel',
    bendRequest: (request) => {
      request.setChannelId('');
    },
  },
  {
    name: 'without a signature',
    bend: (envelope) => {
      envelope.setSignature('');
    },
  },
  {
    name: 'with a signature of garbage',
    bend: (envelope) => {
      envelope.setSignature(garbage);
    },
  },
  {
    name: 'without a payload',
    bend: (envelope) => {
      envelope.setPayload('');
    },
  },
  {
    name: 'with a payload of garbage',
    bend: (envelope) => {
      envelope.setPayload(garbage);
    },
  },
  {
    name: 'without a header',
    bend: withPayload((payload) => {
      payload.clearHeader();
    }),
  },
  {
    name: 'with a channel header of garbage',
    bend: withPayload((payload) => {
      payload.getHeader()?.setChannelHeader(garbage);
    }),
  },
  {
    name: 'without a channel header',
    bend: withPayload((payload) => {
      payload.getHeader()?.setChannelHeader('');
    }),
  },
  {
    name: 'with a signature header of garbage',
    bend: withPayload((payload) => {
      payload.getHeader()?.setSignatureHeader(garbage);
    }),
  },
  {
    name: 'without a signature header',
    bend: withPayload((payload) => {
      payload.getHeader()?.setSignatureHeader('');
    }),
  },
  {
    name: 'whose transaction is of another channel',
    bendHeader: (header) => {
      header.setChannelId('elsewhere');
    },
  },
  {
    name: 'whose transaction is of no channel',
    bendHeader: (header) => {
      header.setChannelId('');
    },
  },
  { name: 'of type CONFIG', bendHeader: ofType(common.HeaderType.CONFIG) },
  { name: 'of type CONFIG_UPDATE', bendHeader: ofType(common.HeaderType.CONFIG_UPDATE) },
  { name: 'of type ORDERER_TRANSACTION', bendHeader: ofType(common.HeaderType.ORDERER_TRANSACTION) },
  { name: 'of an impostor', creator: 'impostor' },
  { name: 'of a company that is not in the channel', creator: 'ghost' },
  { name: 'of an expired certificate', creator: 'expired' },
  { name: 'of a peer, who writes nothing', creator: 'Org1MSP.peer' },
];

const malformed: readonly Scenario[] = [
  'Evaluate',
  'Endorse',
  'Submit',
  'CommitStatus',
  'ChaincodeEvents',
].flatMap((method) =>
  [
    { what: 'no bytes', bytes: new Uint8Array() },
    { what: 'garbage', bytes: garbage },
  ].map(({ what, bytes }) => ({
    name: `${method} of ${what}`,
    run: async (stage: Stage) => {
      const path = `/gateway.Gateway/${method}`;
      if (method !== 'ChaincodeEvents') {
        return observed(stage.call(path, { bytes }).then(() => 'accepted'));
      }
      const { responses, error } = await stage.stream(path, { bytes, max: 1 });
      return observed(error === undefined ? Promise.resolve(responses.length) : Promise.reject(error));
    },
  })),
);

/** What the gateway refuses before a peer or the orderer sees it, and what they refuse. */
export const requestScenarios: readonly Scenario[] = [
  ...malformed,
  ...statusCases.map((each) => ({
    name: `CommitStatus ${each.name}`,
    run: (stage: Stage) => askStatus(stage, each),
  })),
  ...submitCases.map((each) => ({
    name: `Submit ${each.name}`,
    run: (stage: Stage) => submitBent(stage, each),
  })),
];
