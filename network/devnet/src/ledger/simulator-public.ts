import type { HistoryReader } from './history';
import { type SimulationContext, settled } from './simulation-context';
import type { Simulator } from './types';
import type { StateKey } from '../state/types';
import { decodeMetadata } from '../state/versioned-value';

type PublicState = Pick<
  Simulator,
  | 'getState'
  | 'putState'
  | 'deleteState'
  | 'getStateMetadata'
  | 'putStateMetadata'
  | 'getRange'
  | 'getRangePage'
  | 'getHistory'
>;

const nothing = new Uint8Array();

/** A simulation's reads and writes of public state. Mirrors txmgr/query_executor.go and tx_simulator.go. */
export function createPublicState(context: SimulationContext, history: HistoryReader): PublicState {
  const { builder, guard, ranges, reader, touches } = context;

  const write = (key: StateKey, value: Uint8Array, record: () => void): void => {
    guard.beforeWrite();
    context.checkWrite(key.key, value);
    record();
    touches.write(key, decodeMetadata(reader.getPublic(key)?.metadata));
  };

  return {
    getState: (key) => settled(() => context.readPublic(key)?.value),
    putState: (put) => settled(() => write(put, put.value, () => builder.addWrite(put))),
    deleteState: (key) =>
      settled(() => write(key, nothing, () => builder.addWrite({ ...key, value: nothing }))),
    getStateMetadata: (key) => settled(() => decodeMetadata(context.readPublic(key)?.metadata)),
    putStateMetadata: ({ name, value, ...key }) =>
      settled(() =>
        write(key, nothing, () => builder.addMetadataWrite({ ...key, metadata: new Map([[name, value]]) })),
      ),
    getRange: (range) =>
      settled(() => {
        guard.beforeRead();
        touches.read({ namespace: range.namespace, key: range.startKey });
        return ranges.openRange(range);
      }),
    getRangePage: async (page) => {
      guard.beforePaginatedQuery();
      touches.read({ namespace: page.namespace, key: page.startKey });
      return ranges.readPage(page);
    },
    getHistory: (key) =>
      settled(() => {
        guard.beforeRead();
        return history.read(key);
      }),
  };
}
