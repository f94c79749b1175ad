import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { type CompanyAuthority, createCompanyAuthority } from '../certificates';
import type { NodeRole } from '../msp/types';
import { type Signer, createSigner } from '../signatures/signer';

/** A company of a spec, with one identity of each role. */
export interface TestCompany {
  readonly mspId: string;
  readonly authority: CompanyAuthority;
  readonly peer: Signer;
  readonly client: Signer;
  readonly admin: Signer;
  issue(role: NodeRole): Promise<Signer>;
}

/** Mints a company's certificates, valid around the given time. */
export async function createTestCompany(mspId: string): Promise<TestCompany> {
  const authority = await createCompanyAuthority({
    mspId,
    domain: `${mspId.toLowerCase()}.example.com`,
    clock: { nowMs: () => Date.UTC(2026, 0, 1) },
    randomBytes,
  });
  const issue = async (role: NodeRole): Promise<Signer> => {
    const identity = await authority.issueIdentity({ commonName: `${role}0`, role });
    return createSigner(identity);
  };
  return {
    mspId,
    authority,
    issue,
    peer: await issue('peer'),
    client: await issue('client'),
    admin: await issue('admin'),
  };
}
