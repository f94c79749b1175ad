import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import {
  type CompanyAdministration,
  connectPeer,
  memberToAdministration,
  type PeerConnection,
  type PeerTarget,
} from '@kontti/fabric-admin/access';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { fabricLimits } from './limits';
import type { FabricCompany } from './members';
import { readMembership } from '@kontti/fabric-admin/explorer';

/** With these the gateway says that it does not know the companies' peers yet, or not what they run. */
const notYet: readonly unknown[] = [status.FAILED_PRECONDITION, status.UNAVAILABLE];

interface ReadinessOptions {
  readonly channelId: string;
  readonly chaincodeName: string;
  /** Ends the wait early, without an error. */
  readonly signal?: AbortSignal;
}

interface Probe extends ReadinessOptions {
  readonly target: PeerTarget;
  readonly signer: Signer;
  /** Peers of each company. */
  readonly expected: ReadonlyMap<string, number>;
}

/**
 * Settles when every peer knows every other and its gateway gets an endorsement of the chaincode from every company: gossip has reported
 * each peer about the others and about what they run. What the chaincode answers does not matter.
 *
 * @throws NetworkError FABRIC_NOT_READY
 */
export function waitUntilEndorsed(
  options: ReadinessOptions & { readonly companies: readonly FabricCompany[] },
): Promise<void> {
  const { companies, ...rest } = options;
  return waitUntilAdministered({ ...rest, administrations: companies.map(memberToAdministration) });
}

/** The same by what a folder of organizations says. @throws NetworkError FABRIC_NOT_READY */
export async function waitUntilAdministered(
  options: ReadinessOptions & { readonly administrations: readonly CompanyAdministration[] },
): Promise<void> {
  const { administrations, ...rest } = options;
  const expected = new Map(administrations.map(({ target, peers }) => [target.mspId, peers.length]));
  await Promise.all(
    administrations.flatMap(({ peers, signer }) =>
      peers.map((target) => waitForPeer({ ...rest, target, signer, expected })),
    ),
  );
}

async function knowsAll({ target, signer, channelId, expected }: Probe): Promise<boolean> {
  const members = await readMembership({ target, signer, channelId });
  return [...expected].every(([mspId, count]) => (members.get(mspId) ?? 0) >= count);
}

/** True when an endorsement by every company came back, or failed for a reason that time does not cure. */
async function isEndorsed(
  connection: PeerConnection,
  { channelId, chaincodeName, expected }: Probe,
): Promise<boolean> {
  try {
    await connection.endorse({
      channelId,
      chaincodeName,
      functionName: 'org.hyperledger.fabric:GetMetadata',
      argument: new Uint8Array(),
      endorsers: [...expected.keys()],
    });
    return true;
  } catch (error) {
    return !(error instanceof NetworkError && notYet.includes(error.details['grpcStatus']));
  }
}

async function waitForPeer(probe: Probe): Promise<void> {
  const { target, signer, chaincodeName, signal } = probe;
  const connection = connectPeer({ target, signer, clock: systemClock, randomBytes });
  const attempts = Math.ceil(fabricLimits.convergenceTimeoutMs / fabricLimits.convergencePollMs);
  try {
    for (let attempt = 0; attempt < attempts && signal?.aborted !== true; attempt += 1) {
      if ((await knowsAll(probe)) && (await isEndorsed(connection, probe))) return;
      await delay(fabricLimits.convergencePollMs);
    }
  } finally {
    connection.close();
  }
  if (signal?.aborted === true) return;
  const { mspId, endpoint } = target;
  throw new NetworkError({
    code: 'FABRIC_NOT_READY',
    message: `${mspId}'s peer at ${endpoint} does not reach a peer of every company after ${fabricLimits.convergenceTimeoutMs} ms: read the peers' logs.`,
    details: { mspId, endpoint, chaincodeName },
  });
}
