import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { systemClock } from '../clock';
import { NetworkError } from '../errors';
import type { CompanyAdministration } from '../lifecycle/administrations';
import { connectPeer } from '../lifecycle/peer-connection';
import { createSigner } from '../signer';
import { fabricLimits } from './limits';
import type { FabricCompany } from './members';

/** With these the gateway says that it does not know the companies' peers yet, or not what they run. */
const notYet: readonly unknown[] = [status.FAILED_PRECONDITION, status.UNAVAILABLE];

/**
 * Settles when every company's gateway gets an endorsement of the chaincode from every company: gossip has told each peer about the
 * others and about what they run. What the chaincode answers does not matter.
 *
 * @throws NetworkError FABRIC_NOT_READY
 */
export function waitUntilEndorsed(options: {
  channelId: string;
  chaincodeName: string;
  companies: readonly FabricCompany[];
  /** Ends the wait early, without an error. */
  signal?: AbortSignal;
}): Promise<void> {
  const { companies, ...rest } = options;
  return waitUntilAdministered({
    ...rest,
    administrations: companies.map(({ mspId, endpoint, tlsRootPem, peerHostAlias, admin }) => ({
      target: { mspId, endpoint, tlsRootCertPem: tlsRootPem, hostAlias: peerHostAlias },
      signer: createSigner(admin),
    })),
  });
}

/** The same by what a folder of organizations tells. @throws NetworkError FABRIC_NOT_READY */
export async function waitUntilAdministered(options: {
  channelId: string;
  chaincodeName: string;
  administrations: readonly CompanyAdministration[];
  signal?: AbortSignal;
}): Promise<void> {
  const { channelId, chaincodeName, administrations, signal } = options;
  const endorsers = administrations.map(({ target }) => target.mspId);
  await Promise.all(
    administrations.map(async (administration) => {
      const { mspId } = administration.target;
      const connection = connectPeer({ ...administration, clock: systemClock, randomBytes });
      const attempts = Math.ceil(fabricLimits.convergenceTimeoutMs / fabricLimits.convergencePollMs);
      try {
        for (let attempt = 0; attempt < attempts; attempt += 1) {
          const failure: unknown = await connection
            .endorse({
              channelId,
              chaincodeName,
              functionName: 'org.hyperledger.fabric:GetMetadata',
              argument: new Uint8Array(),
              endorsers,
            })
            .then(
              () => undefined,
              (error: unknown) => error,
            );
          const isWaiting = failure instanceof NetworkError && notYet.includes(failure.details['grpcStatus']);
          if (!isWaiting || signal?.aborted === true) {
            return;
          }
          await delay(fabricLimits.convergencePollMs);
        }
      } finally {
        connection.close();
      }
      throw new NetworkError({
        code: 'FABRIC_NOT_READY',
        message: `${mspId}'s gateway does not reach a peer of every company after ${fabricLimits.convergenceTimeoutMs} ms`,
        details: { mspId, chaincodeName },
      });
    }),
  );
}
