import { NetworkError } from '@kontti/fabric-protocol/base';
import { CommanderError, type Command } from 'commander';
import { exitCodes } from './options/exit-codes';
import { silenceGrpc } from './options/grpc-verbosity';
import { createTerminal, type Terminal } from './options/terminal';
import { findUnknownCommand, suggestCommand, usageToCode, usageToText } from './options/usage';
import { createProgram, findAsked } from './program';

/** Errors of the networks, and those of the SDK, which only some commands load. */
function isKnown(error: unknown): error is NetworkError {
  return error instanceof NetworkError || (error instanceof Error && error.name === 'KonttiError');
}

function describe(error: unknown): string {
  if (isKnown(error)) return error.message;
  // A defect of the command: its stack is what a report needs.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What follows `--` belongs to another command. */
function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.slice(2, end === -1 ? undefined : end);
}

/** A command that could not be started has the exit code that shells give it. */
function errorToExitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const exitCode = error instanceof NetworkError ? error.details['exitCode'] : undefined;
  return typeof exitCode === 'number' ? exitCode : exitCodes.failed;
}

/** What a command's own function threw, where the SDK called that and wraps what it does not know. */
function unwrap(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return isKnown(error) && String(error.code) === 'UNEXPECTED' && cause instanceof NetworkError
    ? cause
    : error;
}

function report(error: unknown, terminal: Terminal): void {
  const note = (fields: Readonly<Record<string, unknown>>): void => {
    terminal.note(JSON.stringify({ event: 'error', ...fields }));
  };
  if (error instanceof CommanderError) {
    // Help and the version were written by commander.
    if (error.exitCode === 0 || error.code === 'commander.help') return;
    const message = usageToText(error);
    if (!terminal.isJson) terminal.failure(`kontti: ${message} Add --help for the options.`);
    else note({ code: 'ARGUMENT_INVALID', message, details: { usage: usageToCode(error) } });
  } else if (terminal.isJson && isKnown(error)) {
    const { code, message, details } = error;
    note({ code, message, details });
  } else terminal.failure(`kontti: ${describe(error)}`);
}

/**
 * The command line; where it names an unknown command, without words that ask for help: commander would show that of the commands above.
 * @throws CommanderError where other commands have the name
 */
async function withoutHelpForUnknown(program: Command, argv: readonly string[]): Promise<readonly string[]> {
  const unknown = findUnknownCommand(program, ownWords(argv));
  if (unknown === undefined) return argv;
  const suggestion = suggestCommand(await createProgram(), unknown);
  if (suggestion !== undefined) throw suggestion;
  return argv.filter((word) => !['help', '--help', '-h'].includes(word));
}

/** Runs one command line to its end; an error is written to standard error and decides the process's exit code. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  silenceGrpc();
  const words = ownWords(argv);
  const isJson = words.includes('--json');
  try {
    const program = await createProgram({ asked: findAsked(words), isJson });
    await program.parseAsync(await withoutHelpForUnknown(program, argv));
  } catch (thrown) {
    const error = unwrap(thrown);
    const { stdout: output, stderr: errors, env } = process;
    report(error, createTerminal({ isJson, output, errors, env }));
    process.exitCode = errorToExitCode(error);
  }
}
