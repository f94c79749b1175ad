import { parseEnv } from 'node:util';
import type { Command } from 'commander';
import { readTextFile } from '@kontti/fabric-admin/access';
import { checkChaincodeEnvironment } from '@kontti/fabric-admin/processes';
import { NetworkError } from '@kontti/fabric-protocol/base';

/** What the options of `addEnvironmentOptions` give. */
export interface EnvironmentArguments {
  readonly env?: readonly string[];
  readonly envFile?: string;
}

/** What a chaincode's process sees beside what every program does: nothing of the environment here is handed on by itself. */
export function addEnvironmentOptions(command: Command): Command {
  return command
    .option(
      '--env <name=value>',
      "a variable of the chaincode's environment; NAME alone takes it from the environment here",
      (text: string, previous: readonly string[] | undefined) => [...(previous ?? []), text],
    )
    .option('--env-file <file>', 'a file with such variables, one a line; --env comes first');
}

function textToVariable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  const value = process.env[text];
  if (at < 0 && value !== undefined) return [text, value];
  const message = `--env ${at < 0 ? text : ''} names no variable that is set here: write NAME=VALUE.`;
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

/** @throws NetworkError ARGUMENT_INVALID, CHAINCODE_SOURCE_INVALID, DIRECTORY_UNUSABLE */
export async function readEnvironment({
  env = [],
  envFile,
}: EnvironmentArguments): Promise<Readonly<Record<string, string>>> {
  const text = envFile === undefined ? '' : await readTextFile(envFile, 'The environment file');
  const variables = { ...parseEnv(text), ...Object.fromEntries(env.map(textToVariable)) } as Record<
    string,
    string
  >;
  checkChaincodeEnvironment(variables);
  return variables;
}
