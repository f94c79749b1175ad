import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { systemClock } from '../clock';
import { NetworkError } from '../errors';
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
export async function waitUntilEndorsed(options: {
  channelId: string;
  chaincodeName: string;
  companies: readonly FabricCompany[];
}): Promise<void> {
  const { channelId, chaincodeName, companies } = options;
  const endorsers = companies.map(({ mspId }) => mspId);
  await Promise.all(
    companies.map(async (company) => {
      const { mspId, endpoint, tlsRootPem, peerHostAlias, admin } = company;
      const connection = connectPeer({
        target: { mspId, endpoint, tlsRootCertPem: tlsRootPem, hostAlias: peerHostAlias },
        signer: createSigner(admin),
        clock: systemClock,
        randomBytes,
      });
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
          if (!isWaiting) {
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
