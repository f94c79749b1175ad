import { peer } from '@hyperledger/fabric-protos';
import type { SimulationResult, Simulator } from '../ledger/types';
import type { Signer } from '../signer';
import type { ChaincodeSupport, ExecutionResult } from './chaincode-support';
import { touchedToInterest } from './interest';
import type { CheckedProposal, ProposalChecker } from './proposal-checks';
import { refusedProposal } from './proposal';
import type { Channel, EndorseOutcome, Endorser } from './types';

export interface EndorserOptions {
  readonly address: string;
  readonly signer: Signer;
  readonly channel: Channel;
  readonly proposals: ProposalChecker;
  readonly support: ChaincodeSupport;
}

/** `shim.ERRORTHRESHOLD` and `shim.ERROR`: from there on a response is not endorsed. */
const errorThreshold = 400;
const errorStatus = 500;

/** Chaincodes that read the ledger themselves and take part in no transaction. */
const queryChaincodes = new Set(['qscc', 'cscc']);

/** Simulates and endorses proposals in the name of one company. Mirrors core/endorser/endorser.go. */
export function createEndorser(options: EndorserOptions): Endorser {
  const { signer, channel, proposals, support } = options;

  /** @throws NetworkError PROPOSAL_REFUSED, MALFORMED_MESSAGE. Mirrors preProcess. */
  async function preProcess(signedProposal: peer.SignedProposal): Promise<CheckedProposal> {
    const checked = proposals.check(signedProposal);
    const { channelHeader, chaincodeName } = checked.proposal;
    if (channelHeader.getChannelId() === '') {
      return checked;
    }
    const txId = channelHeader.getTxId();
    if ((await channel.ledger.getTransaction(txId)) !== undefined) {
      throw refusedProposal(`duplicate transaction found [${txId}]`);
    }
    const writers = channel.policies.policy('/Channel/Application/Writers');
    if (!support.isSystemChaincode(chaincodeName) && writers?.isSatisfiedBy([checked.creator]) !== true) {
      throw refusedProposal(
        'access denied: the creator does not satisfy the policy /Channel/Application/Writers',
      );
    }
    return checked;
  }

  async function endorse(checked: CheckedProposal): Promise<peer.ProposalResponse> {
    const { proposal, creator } = checked;
    const { channelHeader, chaincodeName: name } = proposal;
    const [channelId, txId] = [channelHeader.getChannelId(), channelHeader.getTxId()];
    const version = await support.version(name);
    const simulator = channel.ledger.createSimulator({ txId, mspId: signer.mspId });
    const { signedProposal, input } = proposal;
    const execution = await support.execute({
      ...{ channelId, txId, name, input, signedProposal, creator, simulator },
      proposedName: name,
    });
    const simulated =
      channelId !== '' && !queryChaincodes.has(name) ? simulationResult({ simulator, txId }) : undefined;
    return toResponse({ checked, execution, simulated, version });
  }

  function simulationResult(call: { simulator: Simulator; txId: string }): SimulationResult {
    const simulated = call.simulator.finish();
    if (simulated.privateBytes !== undefined) {
      channel.ledger.keepPrivateWrites({ txId: call.txId, privateBytes: simulated.privateBytes });
    }
    return simulated;
  }

  function toResponse(result: {
    checked: CheckedProposal;
    execution: ExecutionResult;
    simulated: SimulationResult | undefined;
    version: string;
  }): peer.ProposalResponse {
    const { checked, execution, simulated, version } = result;
    const response = new peer.ProposalResponse();
    response.setResponse(execution.response);
    const status = execution.response.getStatus();
    const hasChannel = checked.proposal.channelHeader.getChannelId() !== '';
    if (status < errorStatus && (!hasChannel || status >= errorThreshold)) {
      return response;
    }
    const payload = responsePayload({ checked, execution, simulated, version });
    response.setPayload(payload);
    if (simulated !== undefined) {
      const { isSystemChaincode } = support;
      response.setInterest(touchedToInterest({ touched: simulated.touched, isSystemChaincode }));
    }
    if (status < errorThreshold) {
      response.setVersion(1);
      response.setEndorsement(endorsement({ signer, payload }));
    }
    return response;
  }

  return {
    mspId: signer.mspId,
    address: options.address,
    hasChaincode: (name) => support.hasChaincode(name),
    processProposal: async (signedProposal): Promise<EndorseOutcome> => {
      try {
        proposals.checkTimes(signedProposal);
      } catch (error) {
        return { response: undefined, refusal: reason(error) };
      }
      const { channelHeader } = proposals.unpack(signedProposal);
      const channelId = channelHeader.getChannelId();
      if (channelId !== '' && channelId !== channel.channelId) {
        return { response: peerError(`channel '${channelId}' not found`), refusal: undefined };
      }
      let checked: CheckedProposal;
      try {
        checked = await preProcess(signedProposal);
      } catch (error) {
        const refusal = reason(error);
        return { response: peerError(refusal), refusal };
      }
      try {
        return { response: await endorse(checked), refusal: undefined };
      } catch (error) {
        return { response: peerError(reason(error)), refusal: undefined };
      }
    },
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A response that the peer made, not the chaincode. */
function peerError(message: string): peer.ProposalResponse {
  const status = new peer.Response();
  status.setStatus(errorStatus);
  status.setMessage(message);
  const response = new peer.ProposalResponse();
  response.setResponse(status);
  return response;
}

/** Mirrors protoutil/proputils.go GetBytesProposalResponsePayload. */
function responsePayload(options: {
  checked: CheckedProposal;
  execution: ExecutionResult;
  simulated: SimulationResult | undefined;
  version: string;
}): Uint8Array {
  const { checked, execution, simulated, version } = options;
  const chaincodeId = new peer.ChaincodeID();
  chaincodeId.setName(checked.proposal.chaincodeName);
  chaincodeId.setVersion(version);
  const action = new peer.ChaincodeAction();
  action.setResponse(execution.response);
  action.setChaincodeId(chaincodeId);
  if (simulated !== undefined) {
    action.setResults(simulated.publicBytes);
  }
  if (execution.event !== undefined && execution.response.getStatus() < errorThreshold) {
    action.setEvents(execution.event.serializeBinary());
  }
  const payload = new peer.ProposalResponsePayload();
  payload.setProposalHash(checked.proposal.proposalHash);
  payload.setExtension$(action.serializeBinary());
  return payload.serializeBinary();
}

/** Mirrors core/handlers/endorsement/builtin/default_endorsement.go. */
function endorsement(options: { signer: Signer; payload: Uint8Array }): peer.Endorsement {
  const { signer, payload } = options;
  const result = new peer.Endorsement();
  result.setEndorser(signer.serialized);
  result.setSignature(signer.sign(Buffer.concat([payload, signer.serialized])));
  return result;
}
