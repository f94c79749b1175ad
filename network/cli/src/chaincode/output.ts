import { Option, type Command } from 'commander';
import { jsonOption, terminalOf } from '../options/common-options';
import { parseOutputFormat } from '../options/arguments';

/** How a query's answer is written. */
export interface OutputArguments {
  readonly json?: boolean;
  /** The `peer` command's way to say so: JSON over several lines, in its own words. */
  readonly output?: 'json';
}

export function addOutputOptions(command: Command): Command {
  return command
    .addOption(jsonOption())
    .addOption(
      new Option('-O, --output <format>', 'json: as the peer command writes it').argParser(parseOutputFormat),
    );
}

/** Writes what was asked for: `fields` are named as in the `peer` command's JSON. */
export function answer(
  options: OutputArguments,
  { event, text, fields }: { event: string; text: string; fields: Readonly<Record<string, unknown>> },
): void {
  const pretty = JSON.stringify(fields, undefined, '\t');
  terminalOf(options).result({
    text: options.output === 'json' ? pretty : text,
    json: { event, ...fields },
  });
}
