import { checkPort, NetworkError } from '@kontti/fabric-protocol/base';
import { companyToPeerPort } from '../options/arguments';
import type { NetworkUpOptions } from './up-options';

/** A failure over a port, with what `kontti network up` offers against it; any other failure as it is. */
export function explainPort(error: unknown): unknown {
  if (!(error instanceof NetworkError) || !('port' in error.details)) return error;
  const { code, message, details } = error;
  if (code === 'OPTION_INVALID') {
    return new NetworkError({
      code: 'ARGUMENT_INVALID',
      message: `${message} Choose a lower --peer-port (0 takes free ones).`,
      details,
      cause: error,
    });
  }
  if (code !== 'PORT_TAKEN') return error;
  return new NetworkError({
    code: 'PORT_TAKEN',
    message: `Port ${String(details['port'])} is taken: stop what listens there, or choose others with --peer-port (0 takes free ones).`,
    details,
    cause: error,
  });
}

/** Each company's first port, before anything is made; what an engine opens above it, the engine checks. @throws NetworkError ARGUMENT_INVALID */
export function checkCompanyPorts({ companies, peerPort: firstPort = 0 }: NetworkUpOptions): void {
  try {
    for (const [index, { mspId }] of companies.entries()) {
      checkPort(companyToPeerPort({ index, firstPort }), mspId);
    }
  } catch (error) {
    throw explainPort(error);
  }
}
