import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';

/** fabric-contract-api's own serializer cannot give objects back with every class-transformer that it allows. */
class JsonSerializer {
  toBuffer(result: unknown): Buffer {
    return Buffer.from(typeof result === 'string' ? result : JSON.stringify(result ?? ''));
  }

  fromBuffer(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString();
  }
}

/** The chaincode `keeper`, which can describe itself, too. */
export const jsonContracts = {
  contracts: [KeeperContract],
  serializers: { transaction: 'json', serializers: { json: JsonSerializer } },
};
