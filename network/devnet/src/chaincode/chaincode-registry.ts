import { status } from '@grpc/grpc-js';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import type { ChaincodeStream } from './dial';
import { chaincodeLimits } from './limits';
import { ChaincodeSession, failed } from './session';

/** A stream that a chaincode opened to its peer. */
export interface IncomingChaincodeStream extends ChaincodeStream {
  emit(event: 'error', error: { code: status; details: string }): unknown;
  end(): unknown;
}

/** The chaincodes that dialled a peer by themselves. Mirrors core/chaincode/handler_registry.go in development mode. */
export interface ChaincodeRegistry {
  /** The one that registered under a package id and still runs. */
  session(packageId: string): ChaincodeSession | undefined;
  /** Lets a chaincode register; what does not in time, or under a name that is taken, is sent away. */
  accept(stream: IncomingChaincodeStream): void;
  close(): void;
}

export function createChaincodeRegistry(options: {
  clock: Clock;
  /** True while the peer itself reached out to a chaincode of that package id. */
  isServed: (packageId: string) => boolean;
}): ChaincodeRegistry {
  const sessions = new Map<string, ChaincodeSession>();
  const open = new Set<ChaincodeSession>();

  function accept(stream: IncomingChaincodeStream): void {
    let name: string | undefined;
    const session = new ChaincodeSession({
      stream,
      register: (registered) => {
        if (sessions.has(registered) || options.isServed(registered)) {
          return failed(`duplicate chaincodeID: ${registered}`);
        }
        name = registered;
        sessions.set(registered, session);
        return undefined;
      },
      onEnd: (cause) => {
        cancel();
        open.delete(session);
        if (name !== undefined) {
          sessions.delete(name);
        }
        endStream(stream, cause);
      },
    });
    const cancel = options.clock.startTimer({
      delayMs: chaincodeLimits.registrationTimeoutMs,
      onElapsed: () => {
        session.end(failed('the chaincode did not register in time'));
      },
    });
    session.ready.then(cancel, () => undefined);
    if (open.size >= chaincodeLimits.registeredMax) {
      session.end(failed(`${open.size} chaincodes are connected already`));
      return;
    }
    open.add(session);
  }

  return {
    session: (packageId) => sessions.get(packageId),
    accept,
    close: () => {
      for (const session of open) {
        session.end();
      }
    },
  };
}

function endStream(stream: IncomingChaincodeStream, cause: unknown): void {
  if (cause instanceof NetworkError) {
    stream.emit('error', { code: status.UNKNOWN, details: cause.message });
  } else {
    stream.end();
  }
}
