import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { EndorseOutcome, Endorser } from '../peer/types';
import { callEndorser, endorserFailure, whileWanted } from './call-endorser';
import type { Layouts } from './layouts';
import { responseStatus } from './response-status';
import type { NodeFailure } from '../rpc/rpc-error';
import type { GatewayContext } from './types';

interface CollectedEndorsements {
  readonly responsePayload: Uint8Array;
  readonly endorsements: readonly peer.Endorsement[];
}

/** Gathers matching endorsements until the companies of one layout are complete. Mirrors internal/pkg/gateway/endorsement.go. */
export class EndorsementCollector {
  readonly failures: NodeFailure[] = [];
  readonly #context: GatewayContext;
  readonly #signedProposal: peer.SignedProposal;
  readonly #endorsements = new Map<string, peer.Endorsement>();
  readonly #failed = new Set<string>();
  #responsePayload: Uint8Array | undefined;

  constructor(options: { context: GatewayContext; signedProposal: peer.SignedProposal }) {
    this.#context = options.context;
    this.#signedProposal = options.signedProposal;
  }

  /** Asks one peer; returns what it said, after taking its endorsement or noting its failure. */
  async ask(endorser: Endorser): Promise<EndorseOutcome> {
    const outcome = await callEndorser({
      context: this.#context,
      endorser,
      signedProposal: this.#signedProposal,
      purpose: 'endorse',
    });
    const answer = responseStatus(outcome);
    if (answer.code !== status.OK || outcome.response === undefined) {
      this.#fail(endorser, answer.message);
    } else {
      this.#take(endorser, outcome.response);
    }
    return outcome;
  }

  /** Undefined when no layout can be completed. @throws RpcError DEADLINE_EXCEEDED */
  async collect(options: {
    layouts: Layouts;
    signal: AbortSignal;
  }): Promise<CollectedEndorsements | undefined> {
    const { layouts, signal } = options;
    const message = 'endorsement timeout expired while collecting endorsements';
    for (const layout of layouts) {
      if (layout.some((mspId) => this.#failed.has(mspId))) {
        continue;
      }
      const missing = layout.filter((mspId) => !this.#endorsements.has(mspId));
      const work = Promise.all(missing.map((mspId) => this.#askCompany(mspId)));
      await whileWanted({ signal, message, work });
      const collected = this.#complete(layout);
      if (collected !== undefined) {
        return collected;
      }
    }
    return undefined;
  }

  #complete(layout: readonly string[]): CollectedEndorsements | undefined {
    const endorsements = layout.map((mspId) => this.#endorsements.get(mspId));
    const present = endorsements.filter((endorsement) => endorsement !== undefined);
    if (present.length < layout.length || this.#responsePayload === undefined) {
      return undefined;
    }
    return { responsePayload: this.#responsePayload, endorsements: present };
  }

  async #askCompany(mspId: string): Promise<void> {
    const endorser = this.#context.endorsers.get(mspId);
    if (endorser === undefined) {
      this.#failed.add(mspId);
    } else {
      await this.ask(endorser);
    }
  }

  #take(endorser: Endorser, response: peer.ProposalResponse): void {
    const payload = response.getPayload_asU8();
    this.#responsePayload ??= payload;
    const endorsement = response.getEndorsement();
    if (endorsement === undefined) {
      this.#fail(endorser, 'the response carries no endorsement');
    } else if (Buffer.compare(this.#responsePayload, payload) !== 0) {
      this.#fail(endorser, 'ProposalResponsePayloads do not match');
    } else {
      this.#endorsements.set(endorser.mspId, endorsement);
    }
  }

  #fail(endorser: Endorser, message: string): void {
    this.#failed.add(endorser.mspId);
    this.failures.push(endorserFailure(endorser, message));
  }
}
