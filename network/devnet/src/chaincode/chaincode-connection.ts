import type { peer } from '@hyperledger/fabric-protos';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import { dialChaincode } from './dial';
import { chaincodeLimits } from './limits';
import { executeOn } from './execute';
import type { Execution } from './execute';
import { ChaincodeSession, failed } from './session';
import type { ChaincodeAddress } from '@kontti/fabric-admin/packages';

interface ChaincodeConnectionOptions {
  readonly packageId: string;
  readonly target: ChaincodeAddress;
  readonly clock: Clock;
  readonly executeTimeoutMs?: number | undefined;
}

/** A company's peer and one chaincode process: connected on first use, and again after the process went away. */
export interface ChaincodeConnection {
  /** True from the first use until the process goes away. */
  readonly isLive: boolean;
  /**
   * The chaincode's own COMPLETED or ERROR message.
   * @throws NetworkError CHAINCODE_UNAVAILABLE, CHAINCODE_FAILED
   */
  execute(execution: Execution): Promise<peer.ChaincodeMessage>;
  close(): void;
}

export function createChaincodeConnection(options: ChaincodeConnectionOptions): ChaincodeConnection {
  return new LazyConnection(options);
}

class LazyConnection implements ChaincodeConnection {
  readonly #options: ChaincodeConnectionOptions;
  #live: Promise<ChaincodeSession> | undefined;
  #closed = false;

  constructor(options: ChaincodeConnectionOptions) {
    this.#options = options;
  }

  get isLive(): boolean {
    return this.#live !== undefined;
  }

  async execute(execution: Execution): Promise<peer.ChaincodeMessage> {
    const { clock, executeTimeoutMs } = this.#options;
    return executeOn({ session: await this.#session(), execution, clock, executeTimeoutMs });
  }

  close(): void {
    this.#closed = true;
    this.#live?.then(
      (session) => {
        session.end();
      },
      () => undefined,
    );
  }

  #session(): Promise<ChaincodeSession> {
    if (this.#closed) {
      return Promise.reject(unavailable(this.#options.packageId));
    }
    this.#live ??= this.#connect().catch((error: unknown) => {
      this.#live = undefined;
      throw error;
    });
    return this.#live;
  }

  async #connect(): Promise<ChaincodeSession> {
    const { target, packageId, clock } = this.#options;
    const dialled = await dialChaincode(target);
    const session = new ChaincodeSession({
      stream: dialled.stream,
      register: (name) =>
        name === packageId ? undefined : failed(`chaincode registered as ${name}, not as ${packageId}`),
      onEnd: () => {
        this.#live = undefined;
        dialled.close();
      },
    });
    const cancel = clock.startTimer({
      delayMs: chaincodeLimits.registrationTimeoutMs,
      onElapsed: () => {
        session.end(failed('timeout expired while starting chaincode'));
      },
    });
    try {
      await session.ready;
    } finally {
      cancel();
    }
    if (this.#closed) {
      session.end();
    }
    return session;
  }
}

function unavailable(packageId: string): NetworkError {
  return new NetworkError({
    code: 'CHAINCODE_UNAVAILABLE',
    message: `the peer no longer runs ${packageId}`,
    details: { packageId },
  });
}
