import { connect, type KonttiClient } from '@kontti/client-sdk';
import type { AccessArguments } from './access-options';
import { chooseChannel } from './channel-name';
import { readAccess } from './open-company';

/** Who connects, and to which chaincode. */
export interface ClientArguments extends AccessArguments {
  readonly channel?: string;
  readonly chaincode?: string;
}

/** A client of the company that the options name. @throws NetworkError, and the SDK's codes */
export async function openClient(options: ClientArguments): Promise<KonttiClient> {
  const { identity, targets } = await readAccess(options, { withKey: true });
  const { mspId, certificatePem: certificate, privateKeyPem: privateKey = '' } = identity;
  const tlsClient = targets[0].tlsClient;
  return connect({
    ...{ mspId, certificate, privateKey, channel: await chooseChannel(options) },
    endpoints: targets.map(({ endpoint, tlsRootCertPem: tlsRootCertificate, hostAlias }) => ({
      ...(tlsRootCertificate === undefined
        ? { endpoint: `grpc://${endpoint}` }
        : { endpoint, tlsRootCertificate }),
      ...(hostAlias === undefined ? {} : { hostAlias }),
    })),
    ...(options.chaincode === undefined ? {} : { chaincode: options.chaincode }),
    ...(tlsClient === undefined
      ? {}
      : { tlsClient: { certificate: tlsClient.certificatePem, privateKey: tlsClient.privateKeyPem } }),
  });
}
