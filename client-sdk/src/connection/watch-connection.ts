import { connectivityState } from '@grpc/grpc-js';
import type { ChannelInterface } from '@grpc/grpc-js';
import type { Observer } from '../observe/observer';

/** Reports when the connection to the company's peers is lost, and when it is there again, until the channel is closed. */
export function watchConnection(
  channel: Pick<ChannelInterface, 'getConnectivityState' | 'watchConnectivityState'>,
  observer: Observer,
): void {
  let isConnected = true;
  const watch = (): void => {
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.SHUTDOWN) return;
    channel.watchConnectivityState(state, Infinity, (error) => {
      if (error !== undefined) return;
      const next = channel.getConnectivityState(false);
      // A connection that rests is no loss; one that cannot be made again is.
      const isLost = isConnected && next === connectivityState.TRANSIENT_FAILURE;
      const isBack = !isConnected && next === connectivityState.READY;
      if (isLost || isBack) {
        isConnected = isBack;
        observer.connection({ state: isBack ? 'connected' : 'disconnected' });
      }
      watch();
    });
  };
  watch();
}
