import { peer } from '@hyperledger/fabric-protos';
import { roleRefusal } from './access';
import { abandonSimulation } from './abandon-simulation';
import type { SimulationResult } from '../ledger/types';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import type { ChaincodeSupport, ExecutionResult } from './chaincode-support';
import { touchedToInterest } from './interest';
import type { CheckedProposal, ProposalChecker } from './proposal-checks';
import { refusedProposal } from '@kontti/fabric-protocol/envelopes';
import type { Channel, EndorseOutcome, Endorser, ProposalPurpose } from './types';

export interface EndorserOptions {
  readonly address: string;
  readonly signer: Signer;
  readonly channel: Channel;
  readonly proposals: ProposalChecker;
  readonly support: ChaincodeSupport;
  /** Whether the peer gives single keys as they were put, where state is kept as documents. */
  readonly readsCache?: () => boolean;
}

/** `shim.ERRORTHRESHOLD` and `shim.ERROR`: from there on a response is not endorsed. */
const errorThreshold = 400;
const errorStatus = 500;

/** Chaincodes that read the ledger themselves and take part in no transaction. */
const queryChaincodes = new Set(['qscc', 'cscc']);

/** Simulates and endorses proposals in the name of one company. Mirrors core/endorser/endorser.go. */
export function createEndorser(options: EndorserOptions): Endorser {
  return new PeerEndorser(options);
}

class PeerEndorser implements Endorser {
  readonly mspId: string;
  readonly address: string;
  readonly #options: EndorserOptions;

  constructor(options: EndorserOptions) {
    this.mspId = options.signer.mspId;
    this.address = options.address;
    this.#options = options;
  }

  hasChaincode(name: string): Promise<boolean> {
    return this.#options.support.hasChaincode(name);
  }

  async processProposal(
    signedProposal: peer.SignedProposal,
    purpose: ProposalPurpose = 'endorse',
  ): Promise<EndorseOutcome> {
    const { proposals, channel } = this.#options;
    try {
      proposals.checkTimes(signedProposal);
    } catch (error) {
      return { response: undefined, refusal: reason(error) };
    }
    let channelId: string;
    try {
      channelId = proposals.unpack(signedProposal).channelHeader.getChannelId();
    } catch (error) {
      return { response: errorProposalResponse(reason(error)), refusal: reason(error) };
    }
    if (channelId !== '' && channelId !== channel.channelId) {
      return { response: errorProposalResponse(`channel '${channelId}' not found`), refusal: undefined };
    }
    let checked: CheckedProposal;
    try {
      checked = await this.#preProcess(signedProposal);
    } catch (error) {
      const refusal = reason(error);
      return { response: errorProposalResponse(refusal), refusal };
    }
    try {
      return { response: await this.#endorse(checked, purpose), refusal: undefined };
    } catch (error) {
      return { response: errorProposalResponse(reason(error)), refusal: undefined };
    }
  }

  /** @throws NetworkError PROPOSAL_REFUSED, MALFORMED_MESSAGE. Mirrors preProcess. */
  async #preProcess(signedProposal: peer.SignedProposal): Promise<CheckedProposal> {
    const { channel, support } = this.#options;
    const checked = this.#validate(signedProposal);
    const { channelHeader, chaincodeName } = checked.proposal;
    if (channelHeader.getChannelId() === '') {
      return checked;
    }
    const txId = channelHeader.getTxId();
    if ((await channel.ledger.getTransaction(txId)) !== undefined) {
      const creator = Buffer.from(checked.creator.serialized).toString('hex');
      throw refusedProposal(`duplicate transaction found [${txId}]. Creator [${creator}]`);
    }
    const { channelId } = channel;
    const refusal = support.isSystemChaincode(chaincodeName)
      ? undefined
      : roleRefusal({ channel, channelId, role: 'Writers' }, [checked.creator]);
    if (refusal !== undefined) {
      throw refusedProposal(refusal);
    }
    return checked;
  }

  #validate(signedProposal: peer.SignedProposal): CheckedProposal {
    try {
      return this.#options.proposals.check(signedProposal);
    } catch (error) {
      throw refusedProposal(`error validating proposal: ${reason(error)}`);
    }
  }

  async #endorse(checked: CheckedProposal, purpose: ProposalPurpose): Promise<peer.ProposalResponse> {
    const { channel, support, signer } = this.#options;
    const { proposal, creator } = checked;
    const { channelHeader, chaincodeName: name, signedProposal, input } = proposal;
    const [channelId, txId] = [channelHeader.getChannelId(), channelHeader.getTxId()];
    const version = await this.#definedVersion({ name, channelId });
    const simulator = channel.ledger.createSimulator({
      ...{ txId, mspId: signer.mspId },
      readsCache: this.#options.readsCache?.() ?? false,
    });
    const call = { channelId, txId, name, input, signedProposal, creator, simulator, proposedName: name };
    const takesPart = channelId !== '' && !queryChaincodes.has(name);
    let simulated: SimulationResult | undefined;
    let execution: ExecutionResult;
    try {
      execution = await support.execute(call);
      simulated = takesPart ? simulator.finish() : undefined;
    } catch (error) {
      throw refusedProposal(`error in simulation: ${reason(error)}`);
    } finally {
      if (simulated === undefined) {
        abandonSimulation(simulator);
      }
    }
    if (simulated?.privateBytes !== undefined) {
      channel.ledger.keepPrivateWrites({ txId, privateBytes: simulated.privateBytes });
    }
    return this.#toResponse({ checked, execution, simulated, version, purpose });
  }

  /** @throws NetworkError PROPOSAL_REFUSED */
  async #definedVersion({ name, channelId }: { name: string; channelId: string }): Promise<string> {
    const { support } = this.#options;
    try {
      if (channelId === '' && !support.isSystemChaincode(name)) {
        throw refusedProposal("could not get channel config for channel ''");
      }
      return await support.version(name);
    } catch (error) {
      throw refusedProposal(
        `make sure the chaincode ${name} has been successfully defined on channel ${channelId} and try again: ${reason(error)}`,
      );
    }
  }

  #toResponse(result: SimulatedProposal): peer.ProposalResponse {
    const { support, signer } = this.#options;
    const { checked, execution, simulated } = result;
    const response = new peer.ProposalResponse();
    response.setResponse(execution.response);
    const status = execution.response.getStatus();
    const hasChannel = checked.proposal.channelHeader.getChannelId() !== '';
    if (status < errorStatus && (!hasChannel || status >= errorThreshold)) {
      return response;
    }
    const payload = responsePayload(result);
    response.setPayload(payload);
    if (simulated !== undefined && result.purpose === 'endorse') {
      const isSystemChaincode = (name: string): boolean => support.isSystemChaincode(name);
      response.setInterest(touchedToInterest({ touched: simulated.touched, isSystemChaincode }));
    }
    if (status < errorThreshold) {
      response.setVersion(1);
      response.setEndorsement(endorsement({ signer, payload, purpose: result.purpose }));
    }
    return response;
  }
}

interface SimulatedProposal {
  readonly checked: CheckedProposal;
  readonly execution: ExecutionResult;
  /** Undefined for calls that take part in no transaction. */
  readonly simulated: SimulationResult | undefined;
  readonly version: string;
  readonly purpose: ProposalPurpose;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A response that the peer made, not the chaincode. */
function errorProposalResponse(message: string): peer.ProposalResponse {
  const status = new peer.Response();
  status.setStatus(errorStatus);
  status.setMessage(message);
  const response = new peer.ProposalResponse();
  response.setResponse(status);
  return response;
}

/** Mirrors protoutil/proputils.go GetBytesProposalResponsePayload. */
function responsePayload(options: SimulatedProposal): Uint8Array {
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
function endorsement(options: {
  signer: Signer;
  payload: Uint8Array;
  purpose: ProposalPurpose;
}): peer.Endorsement {
  const { signer, payload, purpose } = options;
  const result = new peer.Endorsement();
  result.setEndorser(signer.serialized);
  if (purpose === 'endorse') {
    result.setSignature(signer.sign(Buffer.concat([payload, signer.serialized])));
  }
  return result;
}
