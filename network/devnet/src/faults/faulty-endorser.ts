import { status } from '@grpc/grpc-js';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { EndorseOutcome, Endorser } from '../peer/types';
import { RpcError } from '../rpc/rpc-error';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import type { PeerFaults } from './peer-faults';
import { toWrongResponse } from './wrong-endorsement';

function delayed(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.startTimer({ delayMs, onElapsed: resolve });
  });
}

/** The company's peer with what is wrong with it; without faults it is the peer itself. */
export function createFaultyEndorser(options: {
  endorser: Endorser;
  faults: PeerFaults;
  signer: Signer;
  clock: Clock;
}): Endorser {
  const { endorser, faults, signer, clock } = options;
  return {
    mspId: endorser.mspId,
    address: endorser.address,
    hasChaincode: (name) => endorser.hasChaincode(name),
    processProposal: async (proposal, purpose): Promise<EndorseOutcome> => {
      const delayMs = [...faults.delays].reduce((sum, delay) => sum + delay.delayMs, 0);
      if (delayMs > 0) await delayed(clock, delayMs);
      const outcome = await endorser.processProposal(proposal, purpose);
      if (faults.downs > 0) {
        // As gRPC says it of a peer that went away before it answered.
        const message = 'rpc error: code = Unavailable desc = error reading from server: EOF';
        throw new RpcError({ code: status.UNAVAILABLE, message });
      }
      let { response } = outcome;
      for (const { wrong } of response === undefined ? [] : faults.wrongs) {
        response = response && toWrongResponse({ response, wrong, signer });
      }
      return { ...outcome, response };
    },
  };
}
