import { someCompany, someDigest, type ForgeryScope, type Make } from './forgery-scope';

const AT = 1_769_850_000_000;
const KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

function someDevice({ world, coalition, seeded }: ForgeryScope): string {
  return seeded.pick([world.device.deviceId, `${seeded.pick(coalition)}/D-1`]);
}

/** Where a change says that it comes: behind some batch, or none. */
function somePlace({ seeded }: ForgeryScope): object {
  return {
    firstSequence: seeded.int(30),
    ...(seeded.once(2) ? { previousSequence: seeded.int(30) } : {}),
    ...(seeded.once(3) ? { change: 1 + seeded.int(4) } : {}),
  };
}

const offered: Make = (scope) => {
  const [from, to] = [someCompany(scope), someCompany(scope)];
  const key = `device/${someDevice(scope)}/${1 + scope.seeded.int(4)}/${from}`;
  const body = { from, to, expiresAt: 4_000_000_000_000, previous: someDigest(scope) };
  return { type: 'device.offered', key, vouchers: [from], body };
};

const ended: Make = (scope) => {
  const [from, to] = [someCompany(scope), someCompany(scope)];
  const key = `device/${someDevice(scope)}/${1 + scope.seeded.int(4)}/${from}/end`;
  const offer = someDigest(scope);
  return scope.seeded.once(3)
    ? { type: 'device.withdrawn', key, vouchers: [from], body: { from, offer } }
    : {
        ...{ type: 'device.accepted', key, vouchers: [...new Set([from, to])].sort() },
        body: { from, to, offer, ...somePlace(scope) },
      };
};

const renewed: Make = (scope) => {
  const { seeded } = scope;
  const company = someCompany(scope);
  const key = `device/${someDevice(scope)}/${1 + seeded.int(4)}/${company}`;
  const common = { ...somePlace(scope), previous: someDigest(scope) };
  return seeded.once(2)
    ? {
        ...{ type: 'device.firmware', key, vouchers: [company] },
        body: { ...common, version: 'forged', sha256: seeded.hex(64) },
      }
    : {
        ...{ type: 'device.rekeyed', key, vouchers: [company] },
        body: { ...common, publicKey: KEY, keyType: 'Ed25519', proof: 'AAAA', lost: 'forged' },
      };
};

const revoked: Make = (scope) => {
  const company = someCompany(scope);
  const key = `device/${someDevice(scope)}/revoked/${1 + scope.seeded.int(4)}/${company}`;
  return { type: 'device.revoked', key, vouchers: [company], body: { reason: `forged at ${AT}` } };
};

/** Changes of devices that nobody owns, offers or proves like this. */
export const FORGED_DEVICES: readonly Make[] = [offered, ended, renewed, revoked];
