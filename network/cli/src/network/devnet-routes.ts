import type { Devnet } from '@kontti/devnet/devnet';
import { textField, type ControlRoutes } from '../control/server';
import { parseTransactionName } from '../options/arguments';
import { checkRoutes } from './check-routes';
import type { RouteHooks } from './engine-network';
import { faultRoutes } from './fault-routes';

function snapshotRoutes(devnet: Devnet, { onReverted }: RouteHooks): ControlRoutes {
  const heightOf = (id: string): number | undefined =>
    devnet.snapshots().find((snapshot) => snapshot.id === id)?.height;
  return {
    'GET /snapshots': () => Promise.resolve({ snapshots: devnet.snapshots() }),
    'POST /snapshots': async (body) => {
      const name = body['name'] === undefined ? undefined : textField(body, 'name');
      const id = await devnet.snapshot(name);
      return { id, height: heightOf(id) };
    },
    'POST /snapshots/revert': async (body) => {
      const id = textField(body, 'id');
      await devnet.revert(id);
      await onReverted();
      return { id, height: heightOf(id) };
    },
    'POST /snapshots/drop': async (body) => {
      await devnet.dropSnapshot(textField(body, 'id'));
      return {};
    },
  };
}

/** What a devnet does for other commands beside what every network does. */
export function devnetRoutes(devnet: Devnet, hooks: RouteHooks): ControlRoutes {
  return {
    ...faultRoutes(devnet),
    ...checkRoutes(devnet),
    ...snapshotRoutes(devnet, hooks),
    'POST /blocks': async () => {
      await devnet.cutBlock();
      return { height: devnet.ledger.height };
    },
    'POST /traces': async (body) => ({
      ...(await devnet.trace(parseTransactionName(textField(body, 'transaction')))),
    }),
  };
}
