import { X509Certificate } from 'node:crypto';
import { ClientIdentity, type ChaincodeStub } from 'fabric-shim';
import { ContractError } from '../errors';
import { CHAINCODE_LIMITS } from '../limits';

/** What a certificate can entitle to: its company's own affairs, logistics, points, or lots. */
type Role = 'admin' | 'operator' | 'loyalty' | 'trade';

/** The part of fabric's client identity that authority is read from. */
export interface CertifiedIdentity {
  getMSPID(): string;
  getIDBytes(): Uint8Array;
  getAttributeValue(name: string): string | null;
}

/** Who called: a company, and the roles of the certificate that the company issued. */
export interface Caller {
  readonly mspId: string;
  /** @throws ContractError `ROLE_MISSING` */
  demand(role: Role): void;
}

const ROLE_ATTRIBUTE = 'kontti.role';

/** Reads the caller's company and roles: organisational unit `admin` means every role, else the attribute lists them. */
export function createCaller(identity: CertifiedIdentity): Caller {
  let roles: ReadonlySet<string> | undefined;
  return {
    mspId: identity.getMSPID(),
    demand: (role) => {
      roles ??= rolesOf(identity);
      if (roles.has('admin') || roles.has(role)) return;
      throw new ContractError({ code: 'ROLE_MISSING', details: { role } });
    },
  };
}

function rolesOf(identity: CertifiedIdentity): ReadonlySet<string> {
  const units = organisationalUnits(identity.getIDBytes());
  if (units.includes('admin')) return new Set(['admin']);
  return new Set(
    attributeOf(identity)
      .split(',')
      .map((role) => role.trim()),
  );
}

/** An extension that is not what Fabric's CA writes (without `attrs`, or with other values than text) gives no roles. */
function attributeOf(identity: CertifiedIdentity): string {
  try {
    const value: unknown = identity.getAttributeValue(ROLE_ATTRIBUTE);
    return typeof value === 'string' ? value : '';
  } catch (error) {
    if (error instanceof TypeError) return '';
    throw error;
  }
}

const readableKept = new Set<string>();

/**
 * Fabric's loader reads the caller's attributes before a contract runs, and fails without a code where they are no JSON: so the same
 * is tried before, once for each certificate.
 * @throws ContractError `ROLE_MISSING`
 */
export function demandReadableAttributes(stub: ChaincodeStub): void {
  const text = Buffer.from(stub.getCreator().idBytes).toString('latin1');
  if (readableKept.has(text)) return;
  try {
    new ClientIdentity(stub).getMSPID();
  } catch (cause) {
    throw new ContractError({ code: 'ROLE_MISSING', details: { reason: 'attributes' }, cause });
  }
  if (readableKept.size >= CHAINCODE_LIMITS.certificatesKept) readableKept.clear();
  readableKept.add(text);
}

/** By certificate: what one says never changes, and a caller comes again. */
const unitsKept = new Map<string, readonly string[]>();

function organisationalUnits(pem: Uint8Array): readonly string[] {
  const text = Buffer.from(pem).toString('latin1');
  let units = unitsKept.get(text);
  if (units === undefined) {
    units = parseUnits(pem);
    if (unitsKept.size >= CHAINCODE_LIMITS.certificatesKept) unitsKept.clear();
    unitsKept.set(text, units);
  }
  return units;
}

/** The legacy object is used since its values are parsed: the subject as one text could be spoofed by line breaks. */
function parseUnits(pem: Uint8Array): readonly string[] {
  const { subject } = new X509Certificate(Buffer.from(pem)).toLegacyObject();
  const units: unknown = subject.OU;
  if (Array.isArray(units)) return units.filter((unit): unit is string => typeof unit === 'string');
  return typeof units === 'string' ? [units] : [];
}
