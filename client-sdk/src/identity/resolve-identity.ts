import { peerToEndpoint } from '../connection/endpoint';
import type { Endpoint, Pem, PeerOptions } from '../connection/endpoint';
import { createError, KonttiError } from '../errors';
import type { MessageSigner } from '../gateway/signing';
import { missingOption } from '../options/check-options';
import { parseCertificate } from './certificate';
import type { ClientCertificate } from './certificate';
import { readConnectionProfile } from './connection-profile';
import { createExternalSigner } from './external-signer';
import type { ExternalSigner } from './external-signer';
import { createIdentitySigner } from './identity-key';
import { readOrganizationsFolder } from './organizations-folder';
import type { OrganizationsFolderOptions } from './organizations-folder';
import { openPrivateKey } from './private-key';
import type { Passphrase } from './private-key';
import { requireKeyOf } from './signer';

/** A key in this process. */
export interface PrivateKeyOptions {
  /** PEM; P-256, P-384 or, on channels of Fabric v3 with the capability V3_0, Ed25519. */
  readonly privateKey: Pem;
  /** Opens the private key, where it is encrypted. */
  readonly passphrase?: Passphrase;
}

/** A key outside this process. */
export interface SignerOptions {
  /** Signs digests with a key that is kept elsewhere. */
  readonly signer: ExternalSigner;
}

/** An identity, its key, and the peers of the own company: one, or several of which the first that is connected is asked. */
export type ExplicitIdentityOptions = {
  /** MSP id of the own company. */
  readonly mspId: string;
  /** PEM. */
  readonly certificate: Pem;
} & (PrivateKeyOptions | SignerOptions) &
  (
    | PeerOptions
    | {
        /** Peers of the own company, at least one. */
        readonly endpoints: readonly PeerOptions[];
      }
  );

/** An identity and its key; the peers are those of the own company in a connection profile. */
export type ConnectionProfileOptions = {
  /** Path of the profile, in JSON or YAML. Paths in it count from its folder. */
  readonly profile: string;
  /** That of `client.organization` in the profile unless given. */
  readonly mspId?: string;
  /** PEM. */
  readonly certificate: Pem;
} & (PrivateKeyOptions | SignerOptions);

/** Every way of naming an identity and peers. */
export type IdentityOptions = OrganizationsFolderOptions | ExplicitIdentityOptions | ConnectionProfileOptions;

/** Who signs, and which peers are asked. */
interface ClientIdentity {
  /** MSP id of the company. */
  readonly mspId: string;
  readonly certificate: ClientCertificate;
  readonly sign: MessageSigner;
  readonly endpoints: readonly Endpoint[];
}

/**
 * Reads an identity and its peers, however they were named, and checks that key and certificate belong together.
 * @throws OPTIONS_INVALID, ORGANIZATION_NOT_FOUND, PROFILE_INVALID, FILE_UNREADABLE, KEY_UNSUPPORTED, KEY_ENCRYPTED, PLAINTEXT_REFUSED
 */
export async function resolveIdentity(options: IdentityOptions): Promise<ClientIdentity> {
  if ('organizations' in options) {
    const { mspId, certificate, key, endpoints } = await readOrganizationsFolder(options);
    return { mspId, certificate, endpoints, sign: createIdentitySigner(key) };
  }
  const certificate = parseCertificate(options.certificate);
  const sign = await toSigner(options, certificate);
  return { certificate, sign, ...(await toPeers(options)) };
}

async function toSigner(
  options: PrivateKeyOptions | SignerOptions,
  certificate: ClientCertificate,
): Promise<MessageSigner> {
  if ('signer' in options) {
    return createExternalSigner(options.signer, certificate);
  }
  const key = await openPrivateKey(options.privateKey, options.passphrase, 'privateKey');
  requireKeyOf(certificate, key, 'privateKey');
  return createIdentitySigner(key, 'privateKey');
}

async function toPeers(
  options: ExplicitIdentityOptions | ConnectionProfileOptions,
): Promise<Pick<ClientIdentity, 'mspId' | 'endpoints'>> {
  if ('profile' in options) {
    const profile = await readConnectionProfile(options.profile);
    const { mspId, peers } = await profile.readCompany({ mspId: options.mspId });
    const endpoints = peers.map(({ name, ...peer }) => {
      if (peer.tlsRootCertificate === undefined && !peer.endpoint.startsWith('grpc://')) {
        throw createError('PROFILE_INVALID', {
          because: `${options.profile}: peers.${name}.tlsCACerts is missing`,
          details: { path: options.profile, field: `peers.${name}.tlsCACerts` },
        });
      }
      return ofProfile(options.profile, name, () => peerToEndpoint(peer));
    });
    return { mspId, endpoints };
  }
  const { mspId } = options;
  if ('endpoints' in options) {
    const endpoints = options.endpoints.map((peer, index) => peerToEndpoint(peer, `endpoints[${index}]`));
    return { mspId, endpoints };
  }
  const { endpoint, tlsRootCertificate, hostAlias } = options;
  if (endpoint === undefined) {
    throw missingOption('endpoint');
  }
  const peer = { ...(tlsRootCertificate && { tlsRootCertificate }), ...(hostAlias && { hostAlias }) };
  return { mspId, endpoints: [peerToEndpoint({ endpoint, ...peer })] };
}

/** The caller gave a profile, not the option that what it says is wrong for. @throws PROFILE_INVALID */
function ofProfile<T>(path: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof KonttiError) || cause.details['option'] !== 'tlsRootCertificate') throw cause;
    const field = `peers.${name}.tlsCACerts`;
    throw createError('PROFILE_INVALID', {
      because: `${path}: ${field} has to be certificates in PEM`,
      details: { path, field },
      cause,
    });
  }
}
