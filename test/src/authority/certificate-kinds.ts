import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { DevnetCompany } from '@kontti/devnet';
import { systemClock } from '@kontti/fabric-protocol/base';
import {
  createCompanyAuthority,
  openCompanyAuthority,
  type IssuedIdentity,
} from '@kontti/fabric-protocol/certificates';

const YEAR_MS = 365 * 24 * 3_600_000;

/** A client of a company: its certificate and key, and what they entitle to. */
export interface CertificateKind {
  readonly name: string;
  /** The MSP id that the client states. */
  readonly mspId: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** Roles in the contracts, or `undefined` where no peer lets the client call anything. */
  readonly roles: readonly string[] | undefined;
}

type Unit = 'client' | 'admin' | 'peer' | 'orderer';
const ALL = ['admin', 'operator', 'loyalty', 'trade'];

/** Certificates that peers admit, by unit and attributes. */
const ADMITTED: readonly {
  name: string;
  unit?: Unit;
  attributes?: Record<string, string>;
  roles: readonly string[];
}[] = [
  { name: 'unit admin', unit: 'admin', roles: ALL },
  { name: 'unit admin with an attribute', unit: 'admin', attributes: { 'kontti.role': 'none' }, roles: ALL },
  { name: 'no attributes', roles: [] },
  ...(
    [
      ['operator', ['operator']],
      ['loyalty', ['loyalty']],
      ['admin', ALL],
      ['operator,loyalty', ['operator', 'loyalty']],
      [' loyalty , operator ', ['operator', 'loyalty']],
      ['operator;loyalty', []],
      ['Operator', []],
      ['operators', []],
      ['observer', []],
      ['', []],
      ['*', []],
    ] as const
  ).map(([value, roles]) => ({ name: `role '${value}'`, attributes: { 'kontti.role': value }, roles })),
  {
    name: 'another attribute',
    attributes: { role: 'admin', 'kontti.roles': 'operator', 'hf.Type': 'admin' },
    roles: [],
  },
];

/** What entitles to much, if only a peer admits it. */
const ENTITLED = [
  { base: 'unit admin', unit: 'admin' as Unit, attributes: {} },
  { base: 'operator', unit: 'client' as Unit, attributes: { 'kontti.role': 'operator' } },
  { base: 'loyalty', unit: 'client' as Unit, attributes: { 'kontti.role': 'loyalty' } },
];

/** Certificates of every kind that a caller can show for `company`; `other` is another company of the channel. */
export async function createCertificateKinds(
  company: DevnetCompany,
  other: DevnetCompany,
): Promise<readonly CertificateKind[]> {
  const { mspId } = company;
  const kinds: CertificateKind[] = [];
  for (const { name, unit = 'client', attributes, roles } of ADMITTED) {
    const issued = await company.createIdentity({
      name,
      role: unit,
      ...(attributes === undefined ? {} : { attributes }),
    });
    kinds.push({ ...issued, name, mspId, roles });
  }
  const named = await company.createIdentity({ name: 'x/OU=admin/kontti.role=admin' });
  kinds.push({ ...named, name: 'a name like a unit', mspId, roles: [] });
  for (const entitled of ENTITLED) {
    for (const kind of await createRefused(company, other, entitled)) {
      kinds.push({ ...kind, roles: undefined });
    }
  }
  for (const unit of ['peer', 'orderer'] as const) {
    const issued = await company.createIdentity({
      name: unit,
      role: unit,
      attributes: { 'kontti.role': 'admin' },
    });
    kinds.push({ ...issued, name: `unit ${unit}`, mspId, roles: undefined });
  }
  const garbage = Buffer.from('no certificate').toString('base64');
  const certificatePem = `-----BEGIN CERTIFICATE-----\n${garbage}\n-----END CERTIFICATE-----\n`;
  kinds.push({
    name: 'no certificate',
    mspId,
    certificatePem,
    privateKeyPem: named.privateKeyPem,
    roles: undefined,
  });
  return kinds;
}

async function createRefused(
  company: DevnetCompany,
  other: DevnetCompany,
  { base, unit, attributes }: (typeof ENTITLED)[number],
): Promise<readonly Omit<CertificateKind, 'roles'>[]> {
  const { mspId, domain, authority } = company;
  const shared = { mspId, domain, randomBytes };
  const wanted = { commonName: base, role: unit, attributes };
  const { ca, tlsCa } = authority;
  const longAgo = { nowMs: () => systemClock.nowMs() - 11 * YEAR_MS };
  const before = await openCompanyAuthority({ ...shared, ca, tlsCa, clock: longAgo });
  const foreign = await createCompanyAuthority({ ...shared, clock: systemClock });
  const issued = await company.createIdentity({ name: base, role: unit, attributes });
  const ofOther = await other.createIdentity({ name: base, role: unit, attributes });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const otherKey = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const revoked = await company.createIdentity({
    name: `${base} gone`,
    role: unit,
    attributes,
    isRevoked: true,
  });
  const named = (
    name: string,
    identity: Pick<IssuedIdentity, 'certificatePem' | 'privateKeyPem'>,
    stated = mspId,
  ) => {
    const { certificatePem, privateKeyPem } = identity;
    return { name: `${base}, ${name}`, mspId: stated, certificatePem, privateKeyPem };
  };
  return [
    named('revoked', revoked),
    named('expired', await before.issueIdentity(wanted)),
    named('of a foreign authority', await foreign.issueIdentity(wanted)),
    named('of another company', ofOther),
    named('of a company that is not on the channel', ofOther, 'NobodyMSP'),
    named('with another key', { ...issued, privateKeyPem: otherKey }),
    named('altered', { ...issued, certificatePem: await alter(company) }),
  ];
}

/** A certificate without roles whose attribute was changed to a role, without the authority. */
async function alter(company: DevnetCompany): Promise<string> {
  const attributes = { 'kontti.role': 'observer' };
  const { certificatePem } = await company.createIdentity({ name: 'observer', attributes });
  const der = Buffer.from(certificatePem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  der.write('operator', der.indexOf('observer"'));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
