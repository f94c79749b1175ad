import { NetworkError } from '@kontti/fabric-protocol/base';
import { devnetLimits } from './limits';
import { startDevnet } from './start-devnet';
import type { Devnet, DevnetOptions, SnapshotId } from './types';

/** What a test runner calls a hook with; mocha's has a timeout that a hook can set. */
interface HookContext {
  timeout?(ms: number): unknown;
}

type Hook = (run: (this: HookContext | undefined) => Promise<void>) => unknown;

/** The hooks of a test runner: mocha's, or `before`, `beforeEach` and `after` of `node:test`. */
export interface TestHooks {
  /** Registers what runs once before the first test of the suite. */
  readonly before: Hook;
  /** Registers what runs before each test. */
  readonly beforeEach: Hook;
  /** Registers what runs once after the last test. */
  readonly after: Hook;
}

/** The network of a suite, and how it is set up. */
export interface UseDevnetOptions<T> extends DevnetOptions {
  /** Called once on the new network; what it leaves is where each test begins. */
  readonly setup?: (devnet: Devnet) => Promise<T>;
  /** The global ones by default, as mocha has them. */
  readonly hooks?: TestHooks;
}

/** The network of a suite, for its tests and for hooks that come after. */
export interface DevnetFixture<T> {
  /** The running network. @throws NetworkError NETWORK_ABSENT before the suite has begun */
  readonly devnet: Devnet;
  /** What `setup` settled with. @throws NetworkError NETWORK_ABSENT */
  readonly prepared: T;
}

/** @throws NetworkError OPTION_INVALID */
function findHooks(): TestHooks {
  const { before, beforeEach, after } = globalThis as Partial<TestHooks>;
  if (before !== undefined && beforeEach !== undefined && after !== undefined) {
    return { before, beforeEach, after };
  }
  const message = 'there are no global hooks: run it with mocha, or pass those of the test runner as hooks';
  throw new NetworkError({ code: 'OPTION_INVALID', message });
}

/**
 * Gives a suite of tests a network: it is started and set up once, before the first test; each test begins where the setup
 * ended, whatever the one before did; and it is stopped after the last. Call it inside `describe`.
 * @example
 * const network = useDevnet({ companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }] });
 * it('has a ledger', () => assert.equal(network.devnet.ledger.height, 1));
 * @throws NetworkError OPTION_INVALID without hooks; the hooks throw what `startDevnet` and `setup` do
 */
export function useDevnet<T = void>(options: UseDevnetOptions<T>): DevnetFixture<T> {
  const { setup, hooks = findHooks(), ...devnetOptions } = options;
  let running: { readonly devnet: Devnet; readonly prepared: T; readonly origin: SnapshotId } | undefined;
  hooks.before(async function () {
    this?.timeout?.(devnetLimits.setupTimeoutMs);
    const devnet = await startDevnet(devnetOptions);
    try {
      const prepared = (await setup?.(devnet)) as T;
      running = { devnet, prepared, origin: await devnet.snapshot() };
    } catch (error) {
      await devnet.stop();
      throw error;
    }
  });
  hooks.beforeEach(async () => {
    await running?.devnet.revert(running.origin);
  });
  hooks.after(async () => {
    await running?.devnet.stop();
  });
  const present = (): NonNullable<typeof running> => {
    if (running !== undefined) return running;
    const message = 'the network runs from before the first test of its suite on';
    throw new NetworkError({ code: 'NETWORK_ABSENT', message });
  };
  return {
    get devnet() {
      return present().devnet;
    },
    get prepared() {
      return present().prepared;
    },
  };
}
