import type { Devnet } from '../../devnet/types';
import type { ControlRoutes } from '../control/server';

/** What a devnet does for other commands beside what every network does. */
export function devnetRoutes(devnet: Devnet): ControlRoutes {
  return {
    'POST /blocks': async () => {
      await devnet.cutBlock();
      return { height: devnet.ledger.height };
    },
  };
}
