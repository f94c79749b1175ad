import { X509Certificate } from 'node:crypto';
import { ContractError } from '../errors.js';
import { CHAINCODE_LIMITS } from '../limits.js';

/** What a certificate can entitle to: its company's own affairs, logistics, or points. */
export type Role = 'admin' | 'operator' | 'loyalty';

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
  const attribute = identity.getAttributeValue(ROLE_ATTRIBUTE) ?? '';
  return new Set(attribute.split(',').map((role) => role.trim()));
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
