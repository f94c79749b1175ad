import { CommanderError, type Command } from 'commander';

/** By commander's codes: how a command line is wrong, for programs. */
const usages: Readonly<Record<string, string>> = {
  'commander.conflictingOption': 'optionsConflict',
  'commander.excessArguments': 'argumentsTooMany',
  'commander.invalidArgument': 'valueInvalid',
  'commander.missingArgument': 'argumentMissing',
  'commander.missingCommand': 'commandMissing',
  'commander.missingMandatoryOptionValue': 'optionMissing',
  'commander.optionMissingArgument': 'valueMissing',
  'commander.unknownCommand': 'unknownCommand',
  'commander.unknownOption': 'unknownOption',
};

/** How a command line is wrong: a word for programs. */
export function usageToCode({ code }: CommanderError): string {
  return usages[code] ?? 'other';
}

function asSentence(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** How a command line is wrong, in sentences. */
export function usageToText({ message }: CommanderError): string {
  const lines = message.replace(/^error: /, '').split('\n');
  // Commander's suggestions are in brackets.
  return lines.map((line) => asSentence(line.replace(/^\((.*)\)$/, '$1'))).join(' ');
}

/** The first word where a command should be and none has that name; undefined where there is none. */
export function findUnknownCommand(program: Command, words: readonly string[]): string | undefined {
  let command = program;
  for (const word of words.filter((each) => !each.startsWith('-') && each !== 'help')) {
    if (command.commands.length === 0) return undefined;
    const child = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (child === undefined) return word;
    command = child;
  }
  return undefined;
}

function namesOf(command: Command, path: string): readonly string[] {
  return command.commands.flatMap((child) => {
    const name = `${path} ${child.name()}`;
    return [name, ...namesOf(child, name)];
  });
}

/** What is said of an unknown command that other commands have: the names of these. Undefined where none has it. */
export function suggestCommand(program: Command, word: string): CommanderError | undefined {
  const names = namesOf(program, program.name()).filter((name) => name.endsWith(` ${word}`));
  if (names.length === 0) return undefined;
  const meant = names
    .map((name) => `"${name}"`)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' or ');
  const message = `error: unknown command '${word}'\n(Did you mean ${meant}?)`;
  return new CommanderError(1, 'commander.unknownCommand', message);
}
