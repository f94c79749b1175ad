import { startSampleNetwork, type SampleChaincode, type SampleNetwork } from './sample-network';
import { skipWhenTaken } from './taken-port';

const firstSamplePort = 7051;

/**
 * Starts a network with these chaincodes before a suite's tests and ends it after them; gives it to them. With `namedPorts` it has the
 * ports that some samples name in their code, and the tests are pending where these are taken.
 */
export function useSampleNetwork(options: {
  samples: string;
  chaincodes: readonly SampleChaincode[];
  namedPorts?: boolean;
  args?: readonly string[];
}): () => SampleNetwork {
  const { samples, chaincodes, namedPorts = false, args = [] } = options;
  let network: SampleNetwork | undefined;
  before(async function () {
    if (namedPorts) await skipWhenTaken(this);
    network = await startSampleNetwork({ samples, args, peerPort: namedPorts ? firstSamplePort : 0 });
    for (const chaincode of chaincodes) await network.deploy(chaincode);
  });
  after(() => network?.[Symbol.asyncDispose]());
  return () => {
    if (network === undefined) throw new Error('there is no network');
    return network;
  };
}
