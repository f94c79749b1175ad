import { randomBytes } from 'node:crypto';
import { readCompanyAccess, type CompanyAccess } from '@kontti/fabric-admin/access';
import { createLifecycleClient, type LifecycleClient } from '@kontti/fabric-admin/definitions';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { toCompanyAccessOptions, type AccessArguments } from './access-options';

/** One company's own peers, open for its admin. */
interface OpenedCompany extends Disposable {
  readonly access: CompanyAccess;
  /** At the first peer. */
  readonly client: LifecycleClient;
  /** At every peer of the company. */
  readonly clients: readonly LifecycleClient[];
}

/** The company's identity and peers, as the options say. @throws NetworkError */
export function readAccess(
  options: AccessArguments,
  { withKey }: { withKey: boolean },
): Promise<CompanyAccess> {
  return readCompanyAccess({ ...toCompanyAccessOptions(options), withKey, env: process.env });
}

/** Opens the company's peers. @throws NetworkError */
export async function openCompany(options: AccessArguments): Promise<OpenedCompany> {
  const access = await readAccess(options, { withKey: true });
  const { mspId, certificatePem, privateKeyPem = '' } = access.identity;
  const signer = createSigner({ mspId, certificatePem, privateKeyPem });
  const open = (target: CompanyAccess['targets'][number]): LifecycleClient =>
    createLifecycleClient({ target, signer, clock: systemClock, randomBytes });
  const [first, ...others] = access.targets;
  const client = open(first);
  const clients = [client, ...others.map(open)];
  return {
    ...{ access, client, clients },
    [Symbol.dispose]: () => {
      for (const opened of clients) opened.close();
    },
  };
}
