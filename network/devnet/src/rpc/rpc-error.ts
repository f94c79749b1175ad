import { Metadata, status } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { Any } from 'google-protobuf/google/protobuf/any_pb';

/** Which node failed, and how. */
export interface NodeFailure {
  readonly address: string;
  readonly mspId: string;
  readonly message: string;
}

/** A gRPC status with the failures of the nodes behind it, as the official clients decode them. */
export class RpcError extends Error {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(options: { code: status; message: string; failures?: readonly NodeFailure[] }) {
    const message = toWellFormed(options.message);
    super(message);
    this.name = 'RpcError';
    this.code = options.code;
    this.details = message;
    this.metadata = failuresToMetadata(options);
  }
}

/** gRPC's library throws, where nobody catches it, when a status has half a surrogate pair in its text. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function failuresToMetadata(options: {
  code: status;
  message: string;
  failures?: readonly NodeFailure[];
}): Metadata {
  const metadata = new Metadata();
  const { code, message, failures = [] } = options;
  if (failures.length > 0) {
    const result = new google.rpc.Status();
    result.setCode(code);
    result.setMessage(message);
    result.setDetailsList(failures.map(failureToAny));
    metadata.set('grpc-status-details-bin', Buffer.from(result.serializeBinary()));
  }
  return metadata;
}

function failureToAny(failure: NodeFailure): Any {
  const detail = new gateway.ErrorDetail();
  detail.setAddress(failure.address);
  detail.setMspId(failure.mspId);
  detail.setMessage(failure.message);
  const any = new Any();
  any.pack(detail.serializeBinary(), 'gateway.ErrorDetail');
  return any;
}

export function invalidArgument(message: string): RpcError {
  return new RpcError({ code: status.INVALID_ARGUMENT, message });
}
