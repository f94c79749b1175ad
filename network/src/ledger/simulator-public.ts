import { NetworkError } from '../errors';
import type { HistoryReader } from './history';
import { type SimulationContext, settled } from './simulation-context';
import type { Simulator, StateKey } from './types';
import { decodeMetadata } from './versioned-value';

type PublicState = Pick<
  Simulator,
  | 'getState'
  | 'putState'
  | 'deleteState'
  | 'getStateMetadata'
  | 'putStateMetadata'
  | 'getRange'
  | 'getRangePage'
  | 'executeQuery'
  | 'getHistory'
>;

/** A simulation's reads and writes of public state. Mirrors txmgr/query_executor.go and tx_simulator.go. */
export function createPublicState(context: SimulationContext, history: HistoryReader): PublicState {
  const { builder, guard, ranges, reader, touches } = context;

  const write = (key: StateKey, record: () => void): void => {
    guard.beforeWrite();
    record();
    touches.write(key, decodeMetadata(reader.getPublic(key)?.metadata));
  };

  return {
    getState: (key) => settled(() => context.readPublic(key)?.value),
    putState: (put) => settled(() => write(put, () => builder.addWrite(put))),
    deleteState: (key) =>
      settled(() => write(key, () => builder.addWrite({ ...key, value: new Uint8Array() }))),
    getStateMetadata: (key) => settled(() => decodeMetadata(context.readPublic(key)?.metadata)),
    putStateMetadata: ({ name, value, ...key }) =>
      settled(() =>
        write(key, () => builder.addMetadataWrite({ ...key, metadata: new Map([[name, value]]) })),
      ),
    getRange: (range) =>
      settled(() => {
        guard.beforeRead();
        touches.read({ namespace: range.namespace, key: range.startKey });
        return ranges.openRange(range);
      }),
    getRangePage: async (page) => {
      guard.beforeReadOnlyQuery();
      touches.read({ namespace: page.namespace, key: page.startKey });
      return ranges.readPage(page);
    },
    executeQuery: () =>
      Promise.reject(
        new NetworkError({
          code: 'RICH_QUERY_UNSUPPORTED',
          message: 'ExecuteQuery not supported for leveldb',
        }),
      ),
    getHistory: (key) =>
      settled(() => {
        guard.beforeRead();
        return history.read(key);
      }),
  };
}
