import type { Contract } from '@hyperledger/fabric-gateway';
import { boundsToGrpc, requireTime, startBounds } from './call-options';
import type { CallOptions } from './call-options';
import { failureToError } from './gateway-failure';
import type { Session } from './session';

/** One call of a chaincode. */
export interface ChaincodeCall {
  /** e.g. `shipment:GetShipment`. */
  readonly name: string;
  readonly args: readonly (string | Uint8Array)[];
}

/**
 * Asks the own company's peers: what another company's peer answers would be that company's word alone.
 * @throws KonttiError of stage `evaluate`, or with the chaincode's code
 */
export async function evaluate(
  session: Session,
  call: ChaincodeCall & CallOptions & { readonly contract?: Contract },
): Promise<Uint8Array> {
  session.requireOpen();
  const nowMs = session.timers.nowMs();
  const bounds = startBounds(call, nowMs);
  requireTime(bounds, nowMs);
  const proposal = (call.contract ?? session.contract).newProposal(call.name, {
    arguments: [...call.args],
    endorsingOrganizations: [session.mspId],
  });
  try {
    const { evaluateMs: timeoutMs } = session.timeouts;
    return await proposal.evaluate(boundsToGrpc(session, { ...bounds, timeoutMs }));
  } catch (error) {
    session.requireOpen();
    throw failureToError(error, { stage: 'evaluate' });
  }
}
