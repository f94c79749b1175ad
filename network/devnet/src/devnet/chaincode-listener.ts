import type { ChaincodeSupport } from '../peer/chaincode-support';
import type { RpcMethod } from '../rpc/rpc';
import type { CompanyNode } from './company-node';
import { startGrpcServer } from './grpc-server';
import type { GrpcServer } from './grpc-server';
import type { ChaincodeListenerOptions } from './types';

/** Opens the port where a company's chaincode dials its peer. @throws NetworkError PORT_TAKEN */
export function openChaincodeListener(options: {
  listener: ChaincodeListenerOptions;
  node: CompanyNode;
}): Promise<GrpcServer> {
  const { listener, node } = options;
  const { port = 0, tls = false } = listener;
  const { certificatePem: clientRootPem } = node.authority.tlsCa;
  return startGrpcServer(tls ? { port, tls: node.tls, clientRootPem } : { port });
}

/** The service `protos.ChaincodeSupport`, for chaincode that is started by hand. Mirrors core/chaincode/chaincode_support.go Register. */
export function chaincodeMethods(support: ChaincodeSupport): readonly RpcMethod[] {
  const path = '/protos.ChaincodeSupport/Register';
  return [
    {
      ...{ kind: 'rawStream', path },
      accept: (stream) => {
        support.acceptChaincode(stream);
      },
    },
  ];
}
