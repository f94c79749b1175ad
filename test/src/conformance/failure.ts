import { status, type ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';

/** A gRPC status as a client sees it. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly details: readonly {
    readonly mspId: string;
    readonly address: string;
    readonly message: string;
  }[];
}

function readDetails(error: ServiceError): Failure['details'] {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(bytes)) {
    return [];
  }
  return google.rpc.Status.deserializeBinary(bytes)
    .getDetailsList()
    .map((any) => gateway.ErrorDetail.deserializeBinary(any.getValue_asU8()))
    .map((detail) => ({
      mspId: detail.getMspId(),
      address: detail.getAddress(),
      message: detail.getMessage(),
    }))
    .toSorted((a, b) => (a.mspId < b.mspId ? -1 : Number(a.mspId > b.mspId)));
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'metadata' in error && 'details' in error;
}

/** The status of a failed call; what is no failed call is thrown on. */
function toFailure(error: unknown): Failure {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const service = isServiceError(cause) ? cause : error;
  if (!isServiceError(service)) {
    throw error;
  }
  // Node's client loses a text that ends with a space when Go sends it, and gets it from Node.
  const message = service.details.endsWith(' ') ? '' : service.details;
  return { code: service.code, message, details: readDetails(service) };
}

/** What came of a call: its result, or the status with which it failed. */
export async function observed<T>(work: Promise<T>): Promise<T | { readonly failed: Failure }> {
  try {
    return await work;
  } catch (error) {
    return { failed: toFailure(error) };
  }
}

/** The same of a call that may outlast its deadline: then it waits, whichever side ends it first. */
export async function observedWait<T>(work: Promise<T>): Promise<T | 'waits' | { readonly failed: Failure }> {
  const outcome = await observed(work);
  const code =
    typeof outcome === 'object' && outcome !== null && 'failed' in outcome ? outcome.failed.code : undefined;
  return code === status.DEADLINE_EXCEEDED || code === status.CANCELLED ? 'waits' : outcome;
}
