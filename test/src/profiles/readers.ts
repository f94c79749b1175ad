import { resolveIdentity } from '@kontti/client-sdk/testing/identities';
import { readCompanyAccess, type CompanyAccess } from '@kontti/fabric-admin/access';
import type { Outcome, Roots } from './profile-cases';

/** Who acts: a file of a profile and a folder `msp`, or a tree in a folder. */
type Source =
  | {
      readonly profile: string;
      readonly msp: string;
      readonly certificate: string;
      readonly privateKey: string;
    }
  | { readonly directory: string; readonly tree: string; readonly domain?: string };

const pemPattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function namesOf(pem: string, roots: Roots): readonly string[] {
  const names = Object.entries(roots) as readonly (readonly [string, string])[];
  return (pem.match(pemPattern) ?? []).map(
    (each) => names.find(([, root]) => root.trim() === each)?.[0] ?? 'unknown',
  );
}

/** The field that is named where a profile is refused, else the code. */
function refusalOf(error: unknown, profileCode: string): string {
  const { code, details } = error as {
    readonly code: string;
    readonly details?: { readonly field?: string };
  };
  return code === profileCode ? (details?.field ?? code) : code;
}

/** What the SDK makes of it. */
export async function readBySdk(
  source: Source,
  { mspId, roots }: { readonly mspId: string | undefined; readonly roots: Roots },
): Promise<Outcome> {
  const chosen = mspId === undefined ? {} : { mspId };
  const options =
    'profile' in source
      ? { profile: source.profile, certificate: source.certificate, privateKey: source.privateKey, ...chosen }
      : {
          ...{ organizations: source.tree, user: 'Admin', ...chosen },
          ...(source.domain === undefined ? {} : { domain: source.domain }),
        };
  try {
    const identity = await resolveIdentity(options);
    const peers = identity.endpoints.map(({ address, tls }) => ({
      address,
      roots: tls === undefined ? undefined : namesOf(tls.roots.toString('utf8'), roots),
      name: tls?.serverName,
    }));
    return { mspId: identity.mspId, peers };
  } catch (error) {
    return refusalOf(error, 'PROFILE_INVALID');
  }
}

function accessToOutcome({ identity, targets }: CompanyAccess, roots: Roots): Outcome {
  const peers = targets.map(({ endpoint, tlsRootCertPem, hostAlias }) => {
    const host = endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    return {
      address: endpoint,
      roots: tlsRootCertPem === undefined ? undefined : namesOf(tlsRootCertPem, roots),
      name: tlsRootCertPem === undefined ? undefined : (hostAlias ?? host),
    };
  });
  return { mspId: identity.mspId, peers };
}

/** What the commands of admins make of it. */
export async function readByAdmin(
  source: Source,
  { mspId, roots }: { readonly mspId: string | undefined; readonly roots: Roots },
): Promise<Outcome> {
  const options =
    'profile' in source
      ? { connectionProfile: source.profile, mspPath: source.msp }
      : { dir: source.directory, company: source.domain };
  try {
    return accessToOutcome(await readCompanyAccess({ ...options, mspId, env: {} }), roots);
  } catch (error) {
    return refusalOf(error, 'ORGANIZATION_INVALID');
  }
}
