import {
  createCompanyAuthority,
  openCompanyAuthority,
  type CompanyAuthorityOptions,
} from './company-authority';
import type { CompanyAuthority } from './types';
import type { CertifiedKey } from '../signatures/signer';

/** Keys and certificates by name, so that what was issued once is not issued again. */
export interface KeyBook {
  /** The key of that name; issued when there is none yet. Names are paths: `Org1MSP/peer`. */
  keep(name: string, issue: () => Promise<CertifiedKey>): Promise<CertifiedKey>;
  /** Everything kept so far. */
  entries(): Readonly<Record<string, CertifiedKey>>;
  /** Whether something was issued since the book was opened. */
  readonly hasNew: boolean;
}

/** A book with what was kept before. */
export function createKeyBook(kept: Readonly<Record<string, CertifiedKey>> = {}): KeyBook {
  const keys = new Map(Object.entries(kept));
  let hasNew = false;
  return {
    async keep(name, issue) {
      const known = keys.get(name);
      if (known !== undefined) return known;
      const { certificatePem, privateKeyPem } = await issue();
      const issued = { certificatePem, privateKeyPem };
      keys.set(name, issued);
      hasNew = true;
      return issued;
    },
    entries: () => Object.fromEntries(keys),
    get hasNew() {
      return hasNew;
    },
  };
}

/** A company's authorities, whose keys are kept as `<MSP id>/ca` and `<MSP id>/tlsca`. */
export async function openKeptAuthority(
  options: CompanyAuthorityOptions & { readonly keys: KeyBook },
): Promise<CompanyAuthority> {
  const { mspId, keys } = options;
  let created: CompanyAuthority | undefined;
  const create = async (): Promise<CompanyAuthority> => (created ??= await createCompanyAuthority(options));
  const ca = await keys.keep(`${mspId}/ca`, async () => (await create()).ca);
  const tlsCa = await keys.keep(`${mspId}/tlsca`, async () => (await create()).tlsCa);
  return created ?? openCompanyAuthority({ ...options, ca, tlsCa });
}
