import { victim } from './consortium';
import type { World } from './world';

/** One claim of a transaction as the victim's event stream shows it. */
export interface Claim {
  readonly proven: boolean;
  readonly type: string | undefined;
  readonly reason: string | undefined;
}

/** Status of a fact at the victim's own peer. */
export async function sealStatus(world: World, key: string): Promise<string> {
  const contract = world.consortium
    .gateway(victim)
    .getNetwork(world.consortium.network.channelId)
    .getContract(world.consortium.network.chaincodeName);
  const bytes = await contract.evaluateTransaction('company:GetFactStatus', JSON.stringify({ key }));
  const { status } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { status: string };
  return status;
}

/** The code of the error with which a call of the SDK fails. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** Readings that were ended: each ends with another place, and a block's number is not short enough for its code. */
let ends = 0;

/** What the victim's event stream shows of the blocks that are committed while `cheat` runs. */
export async function claimsOf(world: World, cheat: () => Promise<void>): Promise<Claim[]> {
  const { network } = world.consortium;
  const fromBlock = await network.height();
  await cheat();
  const lastBlock = (await network.height()) - 1;
  const client = world.consortium.client(victim);
  const abort = new AbortController();
  const claims: Claim[] = [];
  ends += 1;
  // A fact of the victim's own ends the reading: everything before it was judged.
  const end = await client.companies.registerPlaces({
    ref: `end-${lastBlock}`,
    places: [{ code: `E${String(ends).padStart(2, '0')}`, name: 'End', latitudeE6: 0, longitudeE6: 0 }],
  });
  const events = client.events({ fromBlock, unproven: 'include', signal: abort.signal });
  for await (const event of events) {
    if (event.transactionId === end.transactionId) {
      break;
    }
    claims.push(
      event.proven
        ? { proven: true, type: event.type, reason: undefined }
        : { proven: false, type: event.claimedType, reason: event.reason },
    );
  }
  abort.abort();
  return claims;
}
