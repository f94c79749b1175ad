import { createCompanyAuthority } from '@kontti/fabric-protocol/certificates';
import { createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import type { IssuedIdentity } from '@kontti/fabric-protocol';
import { randomBytes } from 'node:crypto';
import type { TestNetwork } from '../engine/start-network';

/** A certificate issued so long ago has expired. */
const longAgoMs = 40 * 365 * 24 * 3_600_000;

/** Who calls: a company's client by its MSP id, its `.admin` or `.peer`, or somebody whom nobody knows. */
export type Caller = string;

/** Certificates that no company of the channel issued. */
const strangers: Readonly<Record<string, { readonly mspId: string; readonly ageMs: number }>> = {
  /** Says that it is of Org1MSP. */
  impostor: { mspId: 'Org1MSP', ageMs: 0 },
  /** Of a company that is not in the channel. */
  ghost: { mspId: 'GhostMSP', ageMs: 0 },
  /** Says that it was of Org1MSP. */
  expired: { mspId: 'Org1MSP', ageMs: longAgoMs },
};

async function issueStranger({ mspId, ageMs }: { mspId: string; ageMs: number }): Promise<IssuedIdentity> {
  const authority = await createCompanyAuthority({
    mspId,
    domain: 'elsewhere.example.com',
    clock: { nowMs: () => Date.now() - ageMs },
    randomBytes,
  });
  return authority.issueIdentity({ commonName: 'Stranger', role: 'client' });
}

async function issue(network: TestNetwork, caller: Caller): Promise<IssuedIdentity> {
  const stranger = strangers[caller];
  if (stranger !== undefined) {
    return issueStranger(stranger);
  }
  const [mspId = '', role = 'client'] = caller.split('.');
  const company = network.company(mspId);
  return company.createIdentity({ name: `${role}9`, role: role as 'client' | 'admin' | 'peer' });
}

/** Each caller's identity, made when it is first needed. */
export class Identities {
  readonly #network: TestNetwork;
  readonly #identities = new Map<Caller, Promise<IssuedIdentity>>();
  readonly #signers = new Map<Caller, Promise<Signer>>();

  constructor(network: TestNetwork) {
    this.#network = network;
  }

  identity(caller: Caller): Promise<IssuedIdentity> {
    const known = this.#identities.get(caller) ?? issue(this.#network, caller);
    this.#identities.set(caller, known);
    return known;
  }

  signer(caller: Caller): Promise<Signer> {
    const known = this.#signers.get(caller) ?? this.identity(caller).then(createSigner);
    this.#signers.set(caller, known);
    return known;
  }
}
