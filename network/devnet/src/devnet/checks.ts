import { checkDeterminism } from '../checks/determinism';
import type { DeterminismEnvironment } from '../checks/determinism';
import { policyMatrix } from '../checks/policy-matrix';
import type { IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import { validationCodeName } from '@kontti/fabric-protocol/decoding';
import { NetworkError, findCompany } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import type { NodeEnvironment } from './company-node';
import { createPeerSupport } from './company-peer';
import type { CompanyPeer, SharedServices } from './company-peer';
import type { Devnet, DevnetCompany } from './types';

interface ChecksOptions {
  readonly environment: NodeEnvironment;
  readonly companies: readonly DevnetCompany[];
  readonly peers: readonly CompanyPeer[];
  readonly shared: SharedServices;
}

/** @throws NetworkError CHAINCODE_UNDEFINED */
async function findPackageId(options: {
  shared: SharedServices;
  mspId: string;
  name: string;
}): Promise<string> {
  const { shared, mspId, name } = options;
  const { definitions } = shared.core;
  const definition = await definitions.definition(name);
  const installed = definition && (await definitions.installed({ mspId, definition }));
  if (installed !== undefined) return installed.packageId;
  const message = `${mspId} runs no chaincode ${name}: deploy it first`;
  throw new NetworkError({ code: 'CHAINCODE_UNDEFINED', message, details: { name } });
}

/** Orders a transaction at once and says what it came to. */
function committer({ orderer, core }: SharedServices): DeterminismEnvironment['commit'] {
  return async ({ envelope, transactionId }) => {
    const { status, info } = orderer.broadcast(envelope);
    await orderer.cutBlock();
    const committed = await core.ledger.getTransaction(transactionId);
    return committed === undefined ? `${status} ${info}` : validationCodeName(committed.code);
  };
}

/** What is tried out on a devnet: by its own peers, beside what their endpoints serve. */
export function createChecks(options: ChecksOptions): Pick<Devnet, 'policyMatrix' | 'checkDeterminism'> {
  const { environment, companies, peers, shared } = options;
  const { channelId, ledger } = shared.core.channel;
  const endorsers = new Map(peers.map((peer) => [peer.mspId, peer.parts]));
  const signerOf = (identity: IssuedIdentity | undefined, mspId: string) => {
    return createSigner(identity ?? findCompany(companies, mspId).admin);
  };
  const firstMspId = peers[0]?.mspId ?? '';
  return {
    policyMatrix: async (asked) => {
      const signer = signerOf(asked.identity, firstMspId);
      return policyMatrix(asked, { ...environment, channelId, ledger, endorsers, signer });
    },
    checkDeterminism: async (asked) => {
      const { mspId, parts } = findCompany(peers, asked.mspId ?? firstMspId);
      return checkDeterminism(asked, {
        ...{ ...environment, channelId, peer: parts },
        packageId: await findPackageId({ shared, mspId, name: asked.chaincode }),
        supportAt: (address) =>
          createPeerSupport({ mspId, shared, elsewhere: new Map([[asked.chaincode, address]]) }),
        endorsers: peers.map((peer) => peer.parts),
        commit: committer(shared),
        signer: signerOf(asked.identity, mspId),
      });
    },
  };
}
