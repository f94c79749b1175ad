import type { ChaincodeAddress } from './chaincode-address';
import type { ArchiveFiles } from './archive';
import { durationToMs } from '@kontti/fabric-protocol/base';
import { readGoJsonFile } from './go-json';
import { parsePackageFile, writePackageFile } from './package-file';
import { packageInvalid } from './package-invalid';

const connectionFile = 'connection.json';
const metadataFolder = 'META-INF/';

/** What a package's address may hold for the name of the peer that dials it. */
const peerNamePattern = /\{\{\s*\.peername\s*\}\}/g;

/** The package type that Fabric's builder for chaincode as a service takes. */
const serviceType = 'ccaas';

/** How a peer reaches a chaincode that runs as a service. Mirrors ccaas_builder/cmd/build. */
interface ChaincodeConnection {
  /** Host and port; may hold `{{.peername}}`. */
  readonly address: string;
  /** A Go duration, e.g. `10s`. */
  readonly dialTimeout: string;
  readonly tls: ChaincodeTls | undefined;
}

export interface ChaincodeTls {
  /** PEM certificates of the authorities that issued the service's certificate. */
  readonly rootCertPem: string;
  /** What the peer shows of itself, when the service demands it. */
  readonly client?: { readonly certificatePem: string; readonly privateKeyPem: string };
}

/** What is in a package for chaincode as a service. */
export interface ChaincodePackage {
  /** Label and SHA-256 of the package's bytes, separated by a colon. */
  readonly packageId: string;
  /** What people call the package: the first part of its id. */
  readonly label: string;
  /** How a peer reaches the chaincode. */
  readonly connection: ChaincodeConnection;
  /** What it brings for the peer itself: indexes for CouchDB. */
  readonly metadataFiles: ArchiveFiles;
  /** The archive (`.tar.gz`) that is installed. */
  readonly bytes: Uint8Array;
}

/** Where a peer dials a service; `{{.peername}}` becomes the peer's name. Mirrors ccaas_builder/cmd/build. */
export function connectionToAddress(options: {
  connection: ChaincodeConnection;
  peerName: string;
}): ChaincodeAddress {
  const { address, dialTimeout, tls } = options.connection;
  const dialTimeoutMs = durationToMs(dialTimeout);
  const client =
    tls?.client === undefined
      ? {}
      : { clientCertPem: tls.client.certificatePem, clientKeyPem: tls.client.privateKeyPem };
  return {
    address: address.replaceAll(peerNamePattern, () => options.peerName),
    ...(dialTimeoutMs === undefined ? {} : { dialTimeoutMs }),
    ...(tls === undefined ? {} : { tls: { rootCertPem: tls.rootCertPem, ...client } }),
  };
}

const connectionFields = {
  address: 'string',
  dial_timeout: 'string',
  tls_required: 'boolean',
  client_auth_required: 'boolean',
  root_cert: 'string',
  client_key: 'string',
  client_cert: 'string',
} as const;

/** The builder takes each text for a template of Go's; of these only the peer's name is known to it. */
function checkTemplate(field: string, text: string): string {
  if (!text.replaceAll(peerNamePattern, '').includes('{{')) return text;
  throw packageInvalid(
    `The package's ${connectionFile} has a template in '${field}' other than {{.peername}}: peers that are not set up for it refuse it.`,
  );
}

function readConnection(code: ArchiveFiles): ChaincodeConnection {
  const json = readGoJsonFile(code, connectionFile, connectionFields);
  const text = (field: 'address' | 'dial_timeout' | 'root_cert' | 'client_key' | 'client_cert'): string =>
    checkTemplate(field, json[field]);
  const address = text('address');
  const dialTimeout = text('dial_timeout');
  if (!json.tls_required) return { address, dialTimeout, tls: undefined };
  const client = { certificatePem: text('client_cert'), privateKeyPem: text('client_key') };
  const tls = { rootCertPem: text('root_cert'), ...(json.client_auth_required ? { client } : {}) };
  return { address, dialTimeout, tls };
}

function connectionToJson(connection: ChaincodeConnection): string {
  const { address, dialTimeout, tls } = connection;
  return JSON.stringify({
    address,
    dial_timeout: dialTimeout,
    tls_required: tls !== undefined,
    ...(tls === undefined ? {} : { root_cert: tls.rootCertPem }),
    ...(tls?.client === undefined
      ? {}
      : {
          client_auth_required: true,
          client_key: tls.client.privateKeyPem,
          client_cert: tls.client.certificatePem,
        }),
  });
}

/**
 * Reads a package for chaincode as a service. Mirrors core/chaincode/persistence/chaincode_package.go.
 * @throws NetworkError PACKAGE_INVALID when it is malformed, or holds chaincode that would have to be built.
 */
export async function parseChaincodePackage(bytes: Uint8Array): Promise<ChaincodePackage> {
  const { packageId, label, type, code } = await parsePackageFile(bytes);
  if (type !== serviceType) {
    throw packageInvalid(
      `The package's type is '${type}': this network takes only '${serviceType}', chaincode as a service.`,
    );
  }
  const connection = readConnection(code);
  const metadataFiles = new Map([...code].filter(([name]) => name.startsWith(metadataFolder)));
  return { packageId, label, connection, metadataFiles, bytes };
}

interface PackageChaincodeOptions {
  readonly label: string;
  /** Host and port where the chaincode listens, or will. */
  readonly address: string;
  readonly dialTimeout?: string;
  readonly tls?: ChaincodeTls;
  /** Files under `META-INF/`, as `readStateDatabaseFiles` finds them. */
  readonly metadataFiles?: ArchiveFiles;
}

/**
 * Packages chaincode as a service. The same options always give the same bytes, and so the id that
 * `peer lifecycle chaincode calculatepackageid` computes.
 * @example const { packageId, bytes } = await packageChaincode({ label: 'basic_1.0', address: 'basic.example.com:9999' });
 * @throws NetworkError PACKAGE_INVALID for a bad label
 */
export async function packageChaincode(options: PackageChaincodeOptions): Promise<ChaincodePackage> {
  const { label, address, dialTimeout = '10s', tls, metadataFiles = new Map<string, Uint8Array>() } = options;
  const connection: ChaincodeConnection = { address, dialTimeout, tls };
  const connectionBytes = Buffer.from(connectionToJson(connection));
  const code = new Map<string, Uint8Array>([[connectionFile, connectionBytes], ...metadataFiles]);
  const { packageId, bytes } = await writePackageFile({ metadata: { type: serviceType, label }, code });
  return { packageId, label, connection, metadataFiles, bytes };
}
