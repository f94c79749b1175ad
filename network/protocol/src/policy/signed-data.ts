import type { Identity, MspManager } from '../msp/types';
import type { SignedData } from './types';

export interface SignedDataOptions {
  readonly signedData: readonly SignedData[];
  readonly mspManager: MspManager;
}

/**
 * The distinct known identities whose signatures verify, in order; whatever does not is dropped. Whether a certificate is
 * valid is asked by the principals. Mirrors common/policies/policy.go SignatureSetToValidIdentities.
 */
export function verifySignedData(options: SignedDataOptions): Identity[] {
  const verdicts = groupByIdentity(options).map(({ identity, signed }) => ({
    identity,
    goodAt: signed.find((data) => identity.verify(data))?.position,
  }));
  return goodIdentities(verdicts);
}

/** The same beside the event loop, the identities at once. */
export async function verifySignedDataAsync(options: SignedDataOptions): Promise<Identity[]> {
  const verdicts = groupByIdentity(options).map(async ({ identity, signed }) => ({
    identity,
    goodAt: await findGood(identity, signed),
  }));
  return goodIdentities(await Promise.all(verdicts));
}

interface PlacedSignature {
  readonly position: number;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

interface SignerGroup {
  readonly identity: Identity;
  readonly signed: PlacedSignature[];
}

function groupByIdentity({ signedData, mspManager }: SignedDataOptions): SignerGroup[] {
  const groups = new Map<string, SignerGroup>();
  signedData.forEach(({ identity: serialized, message, signature }, position) => {
    const identity = identityOf(serialized, mspManager);
    if (!identity) return;
    const key = `${identity.mspId} ${identity.fingerprint}`;
    const group = groups.get(key) ?? { identity, signed: [] };
    groups.set(key, group);
    group.signed.push({ position, message, signature });
  });
  return [...groups.values()];
}

/** One after the other, up to the first that is good: nobody makes the peer verify one good signature a thousand times. */
async function findGood(identity: Identity, signed: readonly PlacedSignature[]): Promise<number | undefined> {
  for (const data of signed) {
    if (await identity.verifyAsync(data)) return data.position;
  }
  return undefined;
}

/** In the order of the first good signature of each, since policies use signatures in their order. */
function goodIdentities(verdicts: readonly { identity: Identity; goodAt: number | undefined }[]): Identity[] {
  return verdicts
    .filter((verdict): verdict is { identity: Identity; goodAt: number } => verdict.goodAt !== undefined)
    .toSorted((a, b) => a.goodAt - b.goodAt)
    .map(({ identity }) => identity);
}

function identityOf(serialized: Uint8Array, mspManager: MspManager): Identity | undefined {
  try {
    return mspManager.deserialize(serialized);
  } catch {
    return undefined;
  }
}
