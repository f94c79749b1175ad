import type { Devnet } from '../../devnet/types';
import { textField, type ControlRoutes } from '../control/server';
import { parseTransactionName } from '../arguments';
import { checkRoutes } from './check-routes';
import { faultRoutes } from './fault-routes';

/** What a devnet does for other commands beside what every network does. */
export function devnetRoutes(devnet: Devnet): ControlRoutes {
  return {
    ...faultRoutes(devnet),
    ...checkRoutes(devnet),
    'POST /blocks': async () => {
      await devnet.cutBlock();
      return { height: devnet.ledger.height };
    },
    'POST /traces': async (body) => ({
      ...(await devnet.trace(parseTransactionName(textField(body, 'transaction')))),
    }),
  };
}
