import { NetworkError } from '@kontti/fabric-protocol/base';

/** A failure to open a port, with what `kontti network up` offers against it; any other failure as it is. */
export function explainPort(error: unknown): unknown {
  if (!(error instanceof NetworkError) || error.code !== 'PORT_TAKEN') return error;
  return new NetworkError({
    code: 'PORT_TAKEN',
    message: `Port ${String(error.details['port'])} is taken: stop what listens there, or choose others with --peer-port (0 takes free ones).`,
    details: error.details,
    cause: error,
  });
}
