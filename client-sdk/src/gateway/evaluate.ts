import type { Contract } from '@hyperledger/fabric-gateway';
import { startBounds } from './call-options';
import type { CallBounds, CallOptions } from './call-options';
import { failureToError } from './gateway-failure';
import { createOutage, repeatThroughOutage } from './outage';
import type { Session } from './session';
import { callWithin } from './signing';

/** One call of a chaincode. */
export interface ChaincodeCall {
  /** e.g. `shipment:GetShipment`. */
  readonly name: string;
  readonly args: readonly (string | Uint8Array)[];
  /** Private arguments, which the peers that are asked see alone. */
  readonly transientData?: Readonly<Record<string, Uint8Array>>;
}

/**
 * Asks the own company's peers: what another company's peer answers would be that company's word alone. While they are down it is
 * asked again, for as long as `outageMs` says.
 * @throws KonttiError of stage `evaluate`, or with the chaincode's code
 */
export async function evaluate(
  session: Session,
  call: ChaincodeCall & CallOptions & { readonly contract?: Contract },
): Promise<Uint8Array> {
  const ask = (): Promise<Uint8Array> =>
    repeatThroughOutage({
      session,
      bounds: startBounds(call, session.timers.nowMs()),
      outage: createOutage(session, call.name),
      attempt: (bounds) => evaluateOnce(session, call, bounds),
    });
  return session.observer?.call({ kind: 'evaluate', operation: call.name }, ask) ?? ask();
}

async function evaluateOnce(
  session: Session,
  call: ChaincodeCall & { readonly contract?: Contract },
  bounds: CallBounds,
): Promise<Uint8Array> {
  const proposal = (call.contract ?? session.contract).newProposal(call.name, {
    arguments: [...call.args],
    transientData: { ...call.transientData },
    endorsingOrganizations: [session.mspId],
  });
  try {
    const { evaluateMs: timeoutMs } = session.timeouts;
    return await callWithin(session, { ...bounds, timeoutMs }, (options) => proposal.evaluate(options));
  } catch (error) {
    session.requireOpen();
    throw failureToError(error, { stage: 'evaluate', mspId: session.mspId });
  }
}
