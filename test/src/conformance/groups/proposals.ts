import { gateway, peer } from '@hyperledger/fabric-protos';
import { describeEnvelope } from '../calls';
import { observed } from '../failure';
import type { ForgedProposal } from '../forge';
import type { Observation, Scenario } from '../scenario';
import type { Stage } from '../stage';
import { proposalCases } from './proposal-cases';

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
export const proposalScenarios: readonly Scenario[] = proposalCases.flatMap(({ name, caller, ...plan }) =>
  Object.entries(methods).map(([method, call]) => ({
    name: `${method} of a proposal ${name}`,
    run: async (stage: Stage) => {
      const forged = await stage.forge({ ...plan, ...(caller === undefined ? {} : { caller }) });
      return observed(call(stage, forged));
    },
  })),
);
