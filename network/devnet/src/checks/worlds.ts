import { join } from 'node:path';
import { findFreePort } from '@kontti/fabric-protocol/base';
import { startChaincodeProcess, type ChaincodeProcess } from '@kontti/fabric-admin/processes';

/** What surrounds a chaincode process and must not reach the ledger. */
interface World {
  readonly timeZone: string;
  readonly locale: string;
  /** Added to the machine's time. */
  readonly shiftMs: number;
  readonly seed: number;
  readonly hostname: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The time as it is, and another year, month, weekday and hour, where numbers and capitals are written otherwise. */
export const worlds: readonly [World, World] = [
  { timeZone: 'UTC', locale: 'en_US.UTF-8', shiftMs: 0, seed: 1, hostname: 'peer-one' },
  {
    timeZone: 'Pacific/Chatham',
    locale: 'tr_TR.UTF-8',
    shiftMs: 400 * dayMs + 7.25 * 60 * 60 * 1000,
    seed: 2_654_435_769,
    hostname: 'peer-two',
  },
];

/** Runs a chaincode in a world. @throws NetworkError CHAINCODE_START_FAILED */
export async function startInWorld(options: {
  path: string;
  packageId: string;
  mspId: string;
  world: World;
}): Promise<ChaincodeProcess> {
  const { world, ...chaincode } = options;
  const { timeZone, locale, ...settings } = world;
  return startChaincodeProcess({
    ...chaincode,
    address: `127.0.0.1:${await findFreePort()}`,
    preload: [join(__dirname, 'world-preload.js')],
    env: {
      TZ: timeZone,
      LC_ALL: locale,
      LANG: locale,
      KONTTI_WORLD: JSON.stringify(settings),
    },
  });
}
