import { createHash, createPublicKey } from 'node:crypto';
import type { DeviceKeyRecord, DeviceRecord } from '@kontti/model';
import { checkOptions, optionError, requireObject } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { listOf, matching, required, wholeNumber } from '../options/rules';
import { DID_PATH_PARTS_MAX } from '../limits';
import type { Dated } from '../times';

/** Where a device's DID document is published. */
export interface DidWebPlace {
  /** Name of the host that serves it, e.g. `devices.example.com`; no address of a network. */
  readonly host: string;
  /** The host's port; 443 unless given. */
  readonly port?: number;
  /** Parts of the path before `did.json`: the two parts of the device's id unless given. None: `/.well-known/did.json`. */
  readonly path?: readonly string[];
}

/** A public key as a JSON Web Key (RFC 7517, RFC 8037). */
export interface DidPublicKeyJwk {
  /** `EC` for P-256, `OKP` for Ed25519. */
  readonly kty: string;
  /** `P-256` or `Ed25519`. */
  readonly crv: string;
  /** The first coordinate, base64url. */
  readonly x: string;
  /** The second coordinate, of P-256 alone. */
  readonly y?: string;
}

/** A key of a device, as a verification method of DID Core. */
export interface DidVerificationMethod {
  /** The DID, `#`, and the key's thumbprint (RFC 7638). */
  readonly id: string;
  /** Always `JsonWebKey`. */
  readonly type: 'JsonWebKey';
  /** The DID. */
  readonly controller: string;
  /** The key. */
  readonly publicKeyJwk: DidPublicKeyJwk;
  /** Since when it signs no more batches; absent for the present key. */
  readonly revoked?: string;
}

/** A DID document of a device. */
export interface DidDocument {
  /** Contexts of DID Core and of JSON Web Keys. */
  readonly '@context': readonly string[];
  /** The DID: `did:web:<host>:<path>`. */
  readonly id: string;
  /** Every key that the device has or had, in order. */
  readonly verificationMethod: readonly DidVerificationMethod[];
  /** The key that signs the device's statements; none where it is revoked. */
  readonly assertionMethod: readonly string[];
  /** The same key, where the device proves that it is there. */
  readonly authentication: readonly string[];
}

/** A DID document, and where it belongs. */
export interface DidWebDocument {
  /** The document. */
  readonly document: DidDocument;
  /** The address at which resolvers of `did:web` look for it. */
  readonly url: string;
}

const CONTEXTS = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'] as const;
const HOST = matching(
  /^(?=.{1,253}$)(?!\d+(?:\.\d+){3}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  'the name of a host',
);
const PART = matching(/^[A-Za-z0-9._~-]{1,64}$/, 'letters, digits, ., _, ~ and -');
const PLACE: OptionRules<DidWebPlace> = {
  host: required(HOST),
  port: wholeNumber(1, 65_535),
  path: listOf(PART, { min: 0, max: DID_PATH_PARTS_MAX }),
};

/**
 * Makes the DID document of a device, of what `companies.getDevice` returns: every key as a JSON Web Key, with the time since when it is
 * replaced or revoked. Its sources are W3C Decentralized Identifiers (DID Core) 1.0, the `did:web` method of the W3C Credentials Community
 * Group, and RFC 7638 for the names of keys; `revoked` is that of W3C Controlled Identifiers 1.0. Who serves it vouches for nothing: the ledger does.
 * @example const { document, url } = deviceToDid(await client.companies.getDevice({ deviceId: 'Org1MSP/D-1' }), { host: 'devices.example.com' });
 * @throws OPTIONS_INVALID
 */
export function deviceToDid(
  device: Pick<Dated<DeviceRecord>, 'deviceId' | 'keys' | 'status' | 'revokedAt'>,
  place: DidWebPlace,
): DidWebDocument {
  requireObject(device, 'device');
  checkOptions(PLACE, place, 'place');
  const { host, port, path = device.deviceId.split('/') } = place;
  if (path.some((part) => /^\.+$/.test(part))) {
    throw optionError({ option: 'place.path', rule: 'parts of a path that lead down' });
  }
  const name = port === undefined ? host : `${host}%3A${port}`;
  const did = ['did', 'web', name, ...path.map(toIdPart)].join(':');
  const methods = device.keys.map((key, index) => {
    const until = device.keys[index + 1]?.since ?? device.revokedAt;
    return toMethod(did, key, key.status === 'active' ? undefined : until);
  });
  const present = device.status === 'active' ? methods.slice(-1).map(({ id }) => id) : [];
  const folder = path.length === 0 ? '.well-known' : path.join('/');
  const address = port === undefined ? host : `${host}:${port}`;
  return {
    document: {
      '@context': CONTEXTS,
      id: did,
      verificationMethod: methods,
      assertionMethod: present,
      authentication: present,
    },
    url: `https://${address}/${folder}/did.json`,
  };
}

/** A tilde is no character of a DID. */
function toIdPart(part: string): string {
  return part.replaceAll('~', '%7E');
}

function toMethod(
  did: string,
  { publicKey, status }: Pick<DeviceKeyRecord, 'publicKey' | 'status'>,
  until: Date | undefined,
): DidVerificationMethod {
  const publicKeyJwk = toJwk(publicKey);
  const since = until?.toISOString();
  return {
    id: `${did}#${thumbprintOf(publicKeyJwk)}`,
    type: 'JsonWebKey',
    controller: did,
    publicKeyJwk,
    ...(status === 'active' || since === undefined ? {} : { revoked: since }),
  };
}

function toJwk(publicKey: string): DidPublicKeyJwk {
  const der = Buffer.from(publicKey, 'base64');
  const {
    kty = '',
    crv = '',
    x = '',
    y,
  } = createPublicKey({
    key: der,
    format: 'der',
    type: 'spki',
  }).export({ format: 'jwk' });
  return { kty, crv, x, ...(y === undefined ? {} : { y }) };
}

/** RFC 7638: SHA-256 over the required members in the order of their names. */
function thumbprintOf({ crv, kty, x, y }: DidPublicKeyJwk): string {
  const members = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
