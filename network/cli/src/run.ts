import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { exitCodes } from './options/exit-codes';
import { createProgram } from './program';
import { createTerminal } from './options/terminal';

function describe(error: unknown): string {
  if (error instanceof NetworkError) return error.message;
  // A defect of the command: its stack is what a report needs.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What follows `--` belongs to another command. */
function isJsonAsked(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/** A command that could not be started has the exit code that shells give it. */
function errorToExitCode(error: unknown): number {
  const exitCode = error instanceof NetworkError ? error.details['exitCode'] : undefined;
  return typeof exitCode === 'number' ? exitCode : exitCodes.failed;
}

/** Runs one command line to its end; what went wrong stands on standard error and in the process's exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  // What gRPC would write beside an error says nothing that the error does not.
  if (process.env['GRPC_VERBOSITY'] === undefined) setLogVerbosity(logVerbosity.NONE);
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    const { stdout: output, stderr: errors, env } = process;
    const terminal = createTerminal({ isJson: isJsonAsked(argv), output, errors, env });
    if (terminal.isJson && error instanceof NetworkError) {
      const { code, message, details } = error;
      terminal.note(JSON.stringify({ event: 'error', code, message, details }));
    } else terminal.failure(`kontti: ${describe(error)}`);
    process.exitCode = errorToExitCode(error);
  }
}
