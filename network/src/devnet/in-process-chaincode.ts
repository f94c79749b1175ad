import { createRequire } from 'node:module';
import type { Server } from '@grpc/grpc-js';

/** A class that extends `Contract` of fabric-contract-api. */
export type ContractClass = new () => object;

/** Like the exports of a chaincode package. */
export interface Contracts {
  readonly contracts: readonly ContractClass[];
  /** The package's own transaction serializer; JSON by default. */
  readonly serializers?: {
    readonly transaction: string;
    readonly serializers: Readonly<Record<string, ContractClass>>;
  };
}

export interface InProcessChaincode {
  stop(): void;
}

interface Shim {
  server(chaincode: object, options: { ccid: string; address: string }): ShimServer;
}

interface ShimServer {
  start(): Promise<void>;
  readonly _server: Server;
}

type ChaincodeFromContract = new (
  contracts: readonly ContractClass[],
  serializers: unknown,
  metadata: object,
  title: string,
  version: string,
) => object;

/** fabric-shim is the caller's choice and is loaded only when contracts run here. */
const load = createRequire(__filename);

function withDefaultSerializer(serializers: Contracts['serializers']): unknown {
  const { JSONSerializer } = load('fabric-contract-api') as { JSONSerializer: ContractClass };
  return {
    transaction: serializers?.transaction ?? 'jsonSerializer',
    serializers: { ...serializers?.serializers, jsonSerializer: JSONSerializer },
  };
}

/** Serves contracts with the official shim on a loopback port: the peers talk to them as to any other process. */
export async function startInProcessChaincode(options: {
  contracts: Contracts;
  packageId: string;
  port: number;
  name: string;
  version: string;
}): Promise<InProcessChaincode> {
  const { contracts, packageId, port, name, version } = options;
  const FromContract = load(
    'fabric-shim/lib/contract-spi/chaincodefromcontract',
  ) as ChaincodeFromContract;
  const shim = load('fabric-shim') as Shim;
  const serializers = withDefaultSerializer(contracts.serializers);
  const chaincode = new FromContract([...contracts.contracts], serializers, {}, name, version);
  const server = shim.server(chaincode, { ccid: packageId, address: `127.0.0.1:${port}` });
  await server.start();
  return {
    stop: () => {
      server._server.forceShutdown();
    },
  };
}
