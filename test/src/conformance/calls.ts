import type { Contract, ProposalOptions, Transaction } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { observed, type Failure } from './failure';
import type { Caller } from './identities';
import type { Observation } from './scenario';
import type { Stage } from './stage';

/** One call through the official gateway client. */
export interface GatewayCall {
  /** Org1MSP's client by default. */
  readonly by?: Caller;
  /** `keeper` by default. */
  readonly chaincode?: string;
  readonly method: string;
  readonly args?: readonly (string | Uint8Array)[];
  /** The company whose gateway is asked; the caller's own by default. */
  readonly at?: string;
  readonly transient?: Readonly<Record<string, string>>;
  readonly endorsers?: readonly string[];
}

/** A list of things to do in one transaction of the contract `script`. */
export function script(
  steps: readonly ScriptStep[],
  options: Omit<GatewayCall, 'method' | 'args'> = {},
): GatewayCall {
  return { ...options, method: 'script:run', args: [JSON.stringify(steps)] };
}

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function open(
  stage: Stage,
  call: GatewayCall,
): Promise<{ contract: Contract; options: ProposalOptions }> {
  const client = await stage.client(call.by ?? 'Org1MSP', call.at);
  return {
    contract: client.network.getContract(call.chaincode ?? 'keeper'),
    options: {
      arguments: [...(call.args ?? [])],
      ...(call.transient === undefined ? {} : { transientData: { ...call.transient } }),
      ...(call.endorsers === undefined ? {} : { endorsingOrganizations: [...call.endorsers] }),
    },
  };
}

export async function evaluate(stage: Stage, call: GatewayCall): Promise<Observation> {
  const { contract, options } = await open(stage, call);
  const proposal = contract.newProposal(call.method, options);
  stage.labels.add(proposal.getTransactionId(), '<tx>');
  return observed(proposal.evaluate().then((bytes) => ({ result: toText(bytes) })));
}

/** Has a call endorsed; `onProposal` gets its transaction id before. */
async function endorse(
  stage: Stage,
  call: GatewayCall,
  onProposal = (txId: string): void => {
    stage.labels.add(txId, '<tx>');
  },
): Promise<Transaction> {
  const { contract, options } = await open(stage, call);
  const proposal = contract.newProposal(call.method, options);
  onProposal(proposal.getTransactionId());
  return proposal.endorse();
}

function preparedToEnvelope(prepared: Uint8Array): common.Envelope {
  return gateway.PreparedTransaction.deserializeBinary(prepared).getEnvelope() ?? new common.Envelope();
}

/** What was endorsed: the result's very bytes, the event, and how many companies signed. */
export function describeEnvelope(envelope: common.Envelope): Observation {
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const bytes = action?.getPayload_asU8() ?? new Uint8Array();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(bytes).getAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(
    endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array(),
  );
  const result = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const event = peer.ChaincodeEvent.deserializeBinary(result.getEvents_asU8());
  return {
    status: result.getResponse()?.getStatus(),
    result: toText(result.getResponse()?.getPayload_asU8() ?? new Uint8Array()),
    readWriteSet: Buffer.from(result.getResults_asU8()).toString('base64'),
    ...(event.getEventName() === ''
      ? {}
      : { event: [event.getEventName(), toText(event.getPayload_asU8())] }),
    endorsements: endorsed?.getEndorsementsList().length,
  };
}

/** What came of an endorsement alone. */
export function endorsed(stage: Stage, call: GatewayCall): Promise<Observation> {
  return observed(
    endorse(stage, call).then((transaction) => describeEnvelope(preparedToEnvelope(transaction.getBytes()))),
  );
}

/** Endorses, submits, and waits until every company's peer has the block; for networks that cut a block at each transaction. */
export async function submit(stage: Stage, call: GatewayCall): Promise<Observation> {
  return observed(
    endorse(stage, call).then(async (transaction) => {
      const { code, blockNumber } = await (await transaction.submit()).getStatus();
      await stage.blockCodes(Number(blockNumber));
      return { code, ...(describeEnvelope(preparedToEnvelope(transaction.getBytes())) as object) };
    }),
  );
}

/** A signed envelope, or the call whose endorsement gives one. */
export type Draft = GatewayCall | common.Envelope;

/** Endorses now what is submitted later; `onProposal` gets its transaction id before. */
export async function prepare(
  stage: Stage,
  call: GatewayCall,
  onProposal?: (txId: string) => void,
): Promise<common.Envelope> {
  const transaction = await endorse(stage, call, onProposal);
  const envelope = preparedToEnvelope(transaction.getBytes());
  const signer = await stage.signer(call.by ?? 'Org1MSP');
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  return envelope;
}

async function toEnvelope(stage: Stage, draft: Draft): Promise<common.Envelope | { failed: Failure }> {
  return draft instanceof common.Envelope ? draft : observed(prepare(stage, draft));
}

/**
 * Endorses all drafts on the same state, one after the other, then submits them in this order so that they share one block, which
 * transactions that do nothing fill up. The codes are those of the drafts; a draft that was not endorsed or not ordered has its failure.
 */
export async function block(stage: Stage, drafts: readonly Draft[]): Promise<Observation[]> {
  const envelopes: (common.Envelope | { failed: Failure })[] = [];
  for (const draft of drafts) {
    envelopes.push(await toEnvelope(stage, draft));
  }
  const ordered = envelopes.filter((envelope) => envelope instanceof common.Envelope).length;
  if (ordered > stage.messagesMax || ordered === 0) {
    throw new Error(`${ordered} transactions do not go into one block of ${stage.messagesMax}`);
  }
  const height = await stage.network.height();
  const results: Observation[] = [];
  let accepted = 0;
  for (const envelope of envelopes) {
    const outcome =
      envelope instanceof common.Envelope
        ? await observed(stage.submitEnvelope(envelope).then(() => accepted))
        : envelope;
    results.push(outcome);
    accepted += typeof outcome === 'number' ? 1 : 0;
  }
  if (accepted === 0) {
    return results;
  }
  for (let index = accepted; index < stage.messagesMax; index += 1) {
    await stage.submitEnvelope(await stage.forgeTransaction({}));
  }
  const codes = await stage.blockCodes(height);
  return results.map((result) => (typeof result === 'number' ? codes[result] : result));
}
