import { serializeIdentity } from '@kontti/fabric-protocol/signatures';
import type { CompanyIdentity } from '../access/msp-folder';
import type { PeerClient, Signed } from '../access/peer-client';
import {
  argumentsToCall,
  createCommitStatusRequest,
  type ChaincodeArguments,
  type ProposalSource,
} from '../access/peer-connection';
import { describeSigningRequest } from './describe-request';
import { attachSignature } from './sign-request';
import { signingInvalid, type SignedAction, type SigningRequest } from './signing-request';

/** The first request of an action: a proposal in the name of an identity whose key is elsewhere. */
export function beginSigning(
  options: ProposalSource & {
    readonly action: SignedAction;
    readonly call: ChaincodeArguments;
    readonly identity: Pick<CompanyIdentity, 'mspId' | 'certificatePem'>;
    readonly endorsers: readonly string[];
  },
): SigningRequest {
  const { action, call, identity, endorsers } = options;
  const { transactionId, proposal } = argumentsToCall(call, {
    ...options,
    creator: serializeIdentity(identity),
  });
  return { action, step: 'proposal', channelId: call.channelId, transactionId, endorsers, bytes: proposal };
}

/** True when nothing has to be signed after this. */
export function isLastStep({ action, step }: SigningRequest): boolean {
  return step === 'commitStatus' || action === 'install';
}

/**
 * Hands what was signed to the company's peer: gives the next request, or undefined once the action is done. The same signed
 * request can be sent again. @throws NetworkError SIGNING_REQUEST_INVALID, LIFECYCLE_FAILED
 */
export async function continueSigning(
  client: PeerClient,
  request: SigningRequest,
): Promise<SigningRequest | undefined> {
  if (request.signature === undefined) {
    throw signingInvalid('The request is not signed yet: kontti chaincode sign.');
  }
  const { bytes, signature } = await attachSignature(request, request.signature);
  const signed: Signed = { bytes, signature };
  const { signature: _signature, ...unsigned } = request;
  const { mspId, certificatePem } = await describeSigningRequest(request);
  switch (request.step) {
    case 'proposal':
      if (request.action === 'install') {
        await client.call(signed, 'install');
        return undefined;
      }
      return {
        ...unsigned,
        step: 'transaction',
        bytes: await client.endorse({ ...request, proposal: signed }),
      };
    case 'transaction':
      await client.submit({ ...request, payload: signed });
      return {
        ...unsigned,
        step: 'commitStatus',
        bytes: createCommitStatusRequest({
          ...request,
          creator: serializeIdentity({ mspId, certificatePem }),
        }),
      };
    case 'commitStatus':
      await client.commitStatus(signed);
      return undefined;
  }
}
