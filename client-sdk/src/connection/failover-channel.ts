import { connectivityState } from '@grpc/grpc-js';
import type { ChannelInterface } from '@grpc/grpc-js';

const { CONNECTING, IDLE, READY, SHUTDOWN, TRANSIENT_FAILURE } = connectivityState;

/** The better of two states of peers is that of all. */
const BEST_FIRST: readonly connectivityState[] = [READY, CONNECTING, IDLE, TRANSIENT_FAILURE, SHUTDOWN];

type Created = ReturnType<ChannelInterface['createCall']>;

/**
 * Several channels, each to a peer of the same company with its own certificate, as one. A call goes to the first peer that is
 * connected. A peer that comes before it is dialled again, so that calls return to it.
 */
export class FailoverChannel implements ChannelInterface {
  readonly #channels: readonly ChannelInterface[];
  /** Those who watch without end. A channel keeps a watcher until its own state changes, so it gets one for all of them. */
  readonly #changes = new Set<() => void>();
  #isFollowed = false;

  /** In the order in which they are preferred; at least one. */
  constructor(channels: readonly ChannelInterface[]) {
    this.#channels = channels;
  }

  close(): void {
    for (const channel of this.#channels) {
      channel.close();
    }
  }

  getTarget(): string {
    return this.#channels.map((channel) => channel.getTarget()).join(',');
  }

  getConnectivityState(tryToConnect: boolean): connectivityState {
    const states = this.#channels.map((channel) => channel.getConnectivityState(tryToConnect));
    return BEST_FIRST.find((state) => states.includes(state)) ?? SHUTDOWN;
  }

  watchConnectivityState(
    currentState: connectivityState,
    deadline: Date | number,
    callback: (error?: Error) => void,
  ): void {
    if (this.getConnectivityState(false) === SHUTDOWN) throw new Error('the channel is closed');
    if (deadline === Infinity) this.#watchForEver(currentState, callback);
    else this.#watchUntil(currentState, deadline, callback);
  }

  #watchUntil(
    currentState: connectivityState,
    deadline: Date | number,
    callback: (error?: Error) => void,
  ): void {
    let isDone = false;
    const finish = (error?: Error): void => {
      if (!isDone) {
        isDone = true;
        callback(error);
      }
    };
    for (const channel of this.#channels) {
      const watch = (): void => {
        watchOpen(channel, deadline, (error) => {
          if (error !== undefined || this.getConnectivityState(false) !== currentState) {
            finish(error);
          } else if (!isDone) {
            watch();
          }
        });
      };
      watch();
    }
  }

  #watchForEver(currentState: connectivityState, callback: () => void): void {
    const changed = (): void => {
      if (this.getConnectivityState(false) === currentState) return;
      this.#changes.delete(changed);
      callback();
    };
    this.#changes.add(changed);
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    for (const channel of this.#channels) {
      const follow = (): void => {
        watchOpen(channel, Infinity, () => {
          follow();
          for (const each of [...this.#changes]) each();
        });
      };
      follow();
    }
  }

  getChannelzRef(): ReturnType<ChannelInterface['getChannelzRef']> {
    return this.#first().getChannelzRef();
  }

  createCall(...args: Parameters<ChannelInterface['createCall']>): Created {
    return this.#choose().createCall(...args);
  }

  #first(): ChannelInterface {
    const [first] = this.#channels;
    if (first === undefined) {
      throw new TypeError('no channels');
    }
    return first;
  }

  #choose(): ChannelInterface {
    const states: connectivityState[] = [];
    for (const channel of this.#channels) {
      if (channel.getConnectivityState(false) === READY) {
        return channel;
      }
      states.push(channel.getConnectivityState(true));
    }
    const best = BEST_FIRST.find((state) => states.includes(state)) ?? SHUTDOWN;
    return this.#channels[states.indexOf(best)] ?? this.#first();
  }
}

/** Calls back at the next change of a channel; a closed one has no further change, and refuses to be watched. */
function watchOpen(
  channel: ChannelInterface,
  deadline: Date | number,
  callback: (error?: Error) => void,
): void {
  const state = channel.getConnectivityState(false);
  if (state !== SHUTDOWN) channel.watchConnectivityState(state, deadline, callback);
}
