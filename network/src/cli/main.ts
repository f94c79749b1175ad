import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { NetworkError } from '../errors';
import { createProgram } from './program';
import { createTerminal } from './terminal';

const failedExitCode = 1;

function describe(error: unknown): string {
  if (error instanceof NetworkError) return error.message;
  // A defect of the command: its stack is what a report needs.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// What gRPC would write beside an error says nothing that the error does not.
if (process.env['GRPC_VERBOSITY'] === undefined) setLogVerbosity(logVerbosity.NONE);

// Whoever read the output has gone: `kontti blocks | head`. A network that runs stops as by any other signal.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.kill(process.pid, 'SIGTERM');
});

createProgram()
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    const { stdout: output, stderr: errors, env } = process;
    createTerminal({ isJson: false, output, errors, env }).failure(`kontti: ${describe(error)}`);
    process.exitCode = failedExitCode;
  });
