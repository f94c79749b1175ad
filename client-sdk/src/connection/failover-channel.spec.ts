import { connectivityState } from '@grpc/grpc-js';
import type { ChannelInterface } from '@grpc/grpc-js';
import { expect } from 'chai';
import { FailoverChannel } from './failover-channel';

const { CONNECTING, IDLE, READY, SHUTDOWN, TRANSIENT_FAILURE } = connectivityState;

/** A channel to a peer whose state the test decides. */
class FakeChannel implements ChannelInterface {
  readonly calls: string[] = [];
  dials = 0;
  isClosed = false;
  readonly deadlines: unknown[] = [];
  #watchers: ((error?: Error) => void)[] = [];

  constructor(
    readonly name: string,
    private state: connectivityState,
  ) {}

  turn(state: connectivityState): void {
    this.state = state;
    this.#watchers.splice(0).forEach((wake) => wake());
  }

  close(): void {
    this.isClosed = true;
    this.turn(SHUTDOWN);
  }
  get watchers(): number {
    return this.#watchers.length;
  }
  getTarget(): string {
    return this.name;
  }
  getConnectivityState(tryToConnect: boolean): connectivityState {
    this.dials += Number(tryToConnect);
    return this.state;
  }
  watchConnectivityState(
    _state: connectivityState,
    deadline: Date | number,
    callback: (error?: Error) => void,
  ): void {
    if (this.state === SHUTDOWN) throw new Error('Channel has been shut down');
    this.deadlines.push(deadline);
    this.#watchers.push(callback);
  }
  /** Ends the watching, as a deadline does. */
  late(): void {
    this.#watchers.splice(0).forEach((wake) => wake(new Error('late')));
  }
  getChannelzRef(): never {
    return this.name as never;
  }
  createCall(method: string): never {
    this.calls.push(method);
    return {} as never;
  }
}

function channelsOf(...states: readonly connectivityState[]) {
  const channels = states.map((state, index) => new FakeChannel(`peer${index}`, state));
  return { channels, failover: new FailoverChannel(channels) };
}

const callOf = (failover: FailoverChannel, method: string): void => {
  failover.createCall(method, Infinity, null, null, null);
};

describe('FailoverChannel', () => {
  it('calls the first peer that is connected, and dials those before it', () => {
    const { channels, failover } = channelsOf(TRANSIENT_FAILURE, READY, READY);
    callOf(failover, 'a');
    expect(channels.map(({ calls }) => calls)).to.deep.equal([[], ['a'], []]);
    expect(channels.map(({ dials }) => dials)).to.deep.equal([1, 0, 0]);
  });

  it('goes on with the next peer when one is lost, and returns when it is back', () => {
    const { channels, failover } = channelsOf(READY, READY);
    callOf(failover, 'a');
    channels[0]?.turn(TRANSIENT_FAILURE);
    callOf(failover, 'b');
    channels[0]?.turn(READY);
    callOf(failover, 'c');
    expect(channels.map(({ calls }) => calls)).to.deep.equal([['a', 'c'], ['b']]);
  });

  it('is watched without end by one watcher a peer, until it is closed', () => {
    const { channels, failover } = channelsOf(READY, TRANSIENT_FAILURE);
    const seen: connectivityState[] = [];
    const watch = (): void => {
      const state = failover.getConnectivityState(false);
      seen.push(state);
      if (state !== SHUTDOWN) failover.watchConnectivityState(state, Infinity, watch);
    };
    watch();
    for (let turn = 0; turn < 10; turn += 1) {
      channels[0]?.turn(TRANSIENT_FAILURE);
      channels[0]?.turn(READY);
    }
    expect(seen).to.have.length(21);
    expect(channels.map(({ watchers }) => watchers)).to.deep.equal([1, 1]);
    failover.close();
    expect(seen.slice(-2)).to.deep.equal([TRANSIENT_FAILURE, SHUTDOWN]);
    expect(() => failover.watchConnectivityState(READY, Infinity, watch)).to.throw('closed');
  });

  it('waits for a peer that is being dialled, and fails at once where all are away', () => {
    const dialled = channelsOf(TRANSIENT_FAILURE, CONNECTING, IDLE);
    callOf(dialled.failover, 'a');
    expect(dialled.channels.map(({ calls }) => calls.length)).to.deep.equal([0, 1, 0]);
    const away = channelsOf(TRANSIENT_FAILURE, TRANSIENT_FAILURE);
    callOf(away.failover, 'a');
    expect(away.channels.map(({ calls }) => calls.length)).to.deep.equal([1, 0]);
  });

  it('is as well as the best of its peers, and says when that changes', async () => {
    const { channels, failover } = channelsOf(TRANSIENT_FAILURE, CONNECTING);
    expect(failover.getConnectivityState(false)).to.equal(CONNECTING);
    const changed = new Promise<Error | undefined>((resolve) => {
      failover.watchConnectivityState(CONNECTING, Infinity, resolve);
    });
    channels[0]?.turn(CONNECTING);
    channels[1]?.turn(TRANSIENT_FAILURE);
    channels[0]?.turn(READY);
    expect(await changed).to.equal(undefined);
    expect(failover.getConnectivityState(false)).to.equal(READY);
  });

  it('is watched until a time, and says once that the state of all changed, or that it did not', () => {
    const { channels, failover } = channelsOf(READY, CONNECTING);
    const seen: unknown[] = [];
    failover.watchConnectivityState(READY, 7, (error) => seen.push(error?.message ?? 'changed'));
    expect(channels.map(({ deadlines }) => deadlines)).to.deep.equal([[7], [7]]);
    expect(channels.map(({ dials }) => dials)).to.deep.equal([0, 0]);
    channels[1]?.turn(TRANSIENT_FAILURE);
    expect(seen).to.deep.equal([]);
    channels[0]?.turn(TRANSIENT_FAILURE);
    channels[1]?.turn(IDLE);
    expect(seen).to.deep.equal(['changed']);
    expect(channels.map(({ watchers }) => watchers)).to.deep.equal([0, 0]);
    failover.watchConnectivityState(IDLE, 9, (error) => seen.push(error?.message ?? 'changed'));
    channels[0]?.late();
    channels[1]?.late();
    expect(seen).to.deep.equal(['changed', 'late']);
    channels[0]?.close();
    failover.watchConnectivityState(IDLE, 9, (error) => seen.push(error?.message ?? 'changed'));
    channels[1]?.turn(READY);
    expect(seen).to.deep.equal(['changed', 'late', 'changed']);
  });

  it('has the number of its first peer for the diagnosis of gRPC, and at least one peer', () => {
    expect(channelsOf(IDLE, READY).failover.getChannelzRef()).to.equal('peer0');
    const { failover } = channelsOf();
    expect(failover.getConnectivityState(true)).to.equal(SHUTDOWN);
    expect(() => callOf(failover, 'a')).to.throw(TypeError);
  });

  it('closes all', () => {
    const { channels, failover } = channelsOf(READY, SHUTDOWN);
    failover.close();
    expect(channels.map(({ isClosed }) => isClosed)).to.deep.equal([true, true]);
    expect(failover.getTarget()).to.equal('peer0,peer1');
  });
});
