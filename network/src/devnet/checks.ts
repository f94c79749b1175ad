import { checkDeterminism } from '../checks/determinism';
import type { DeterminismEnvironment } from '../checks/determinism';
import { policyMatrix } from '../checks/policy-matrix';
import type { IssuedIdentity } from '../certificates';
import { validationCodeName } from '../decoding';
import { NetworkError } from '../errors';
import { createSigner } from '../signer';
import type { NodeEnvironment } from './company-node';
import { createPeerSupport } from './company-peer';
import type { CompanyPeer, SharedServices } from './company-peer';
import type { Devnet, DevnetCompany } from './types';

export interface ChecksOptions {
  readonly environment: NodeEnvironment;
  readonly companies: readonly DevnetCompany[];
  readonly peers: readonly CompanyPeer[];
  readonly shared: SharedServices;
}

/** @throws NetworkError COMPANY_UNKNOWN */
function findPeer(peers: readonly CompanyPeer[], mspId: string | undefined): CompanyPeer {
  const peer = mspId === undefined ? peers[0] : peers.find((candidate) => candidate.mspId === mspId);
  if (peer !== undefined) return peer;
  const message = `the network has no company ${mspId ?? ''}`;
  throw new NetworkError({ code: 'COMPANY_UNKNOWN', message, details: { mspId } });
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

/** Orders a transaction at once and tells what it came to. */
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
    const admin = companies.find((company) => company.mspId === mspId)?.admin;
    const caller = identity ?? admin;
    if (caller === undefined) throw new NetworkError({ code: 'COMPANY_UNKNOWN', message: `no ${mspId}` });
    return createSigner(caller);
  };
  return {
    policyMatrix: async (asked) => {
      const { mspId } = findPeer(peers, undefined);
      const signer = signerOf(asked.identity, mspId);
      return policyMatrix(asked, { ...environment, channelId, ledger, endorsers, signer });
    },
    checkDeterminism: async (asked) => {
      const { mspId, parts } = findPeer(peers, asked.mspId);
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
