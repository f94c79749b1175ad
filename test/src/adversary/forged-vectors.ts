import { readVectors } from '@kontti/model/testing/vectors';
import { someCompany, someDigest, type ForgeryScope, type Make, type RawContent } from './forgery-scope';

interface Vector {
  readonly json: string;
}

const VECTORS = ['facts-v1', 'facts-v2', 'facts-v3']
  .flatMap((name) => readVectors<Vector>(name))
  .map(({ json }) => json);

/**
 * A frozen fact of any type, with other companies, ids and digests in it: so each type that there is gets forged, with a body that is
 * nearly right.
 */
export const fromVector: Make = (scope) => {
  const { seeded } = scope;
  const companies = replacer(() => someCompany(scope));
  const digests = replacer((digest) => (seeded.once(4) ? digest : someDigest(scope)));
  const text = seeded
    .pick(VECTORS)
    .replaceAll(/\b[A-Z][A-Za-z]*MSP\b/g, companies)
    .replaceAll(/\b[0-9a-f]{64}\b/g, digests)
    .replaceAll(/(?<=")[\w.-]+\/[\w.~-]+(?:\/[smd]?\d+)?(?=")/g, (id) =>
      seeded.once(3) ? someAsset(scope) : id,
    );
  const { type, key, vouchers, body } = JSON.parse(text) as RawContent;
  return { type, key, vouchers: [...new Set(vouchers)].toSorted(), body };
};

/** Each text is replaced by the same one wherever it is found. */
function replacer(replace: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const replaced = known.get(text) ?? replace(text);
    known.set(text, replaced);
    return replaced;
  };
}

function someAsset({ world, seeded, honest }: ForgeryScope): string {
  const { lots, deals, records, classId } = world.trade;
  return seeded.pick([
    ...[`${honest}/Z-1`, classId, world.programme, world.device.deviceId],
    ...[...world.kept, ...world.given, ...world.transports].slice(-4),
    ...[...lots.slice(-3), ...deals.slice(-2), ...records.slice(-2)],
  ]);
}
