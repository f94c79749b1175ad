import type { DecodedValue } from '@kontti/fabric-protocol/decoding';
import { cliLimits } from '../options/limits';

/** Whatever a terminal could take for a command, or would not show. */
const unprintable = /[^\P{C}]|[\u2028\u2029]/gu;

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function cut(text: string): string {
  const { shownCharactersMax } = cliLimits;
  return text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text;
}

/** Text that somebody else wrote, as a terminal may show it. */
export function toPrintable(text: string): string {
  return text.replace(unprintable, escapeCharacter);
}

/** The same between quotation marks. */
export function quote(text: string): string {
  return JSON.stringify(cut(text)).replace(unprintable, escapeCharacter);
}

/** A value in as many characters as a line takes. */
export function valueToText({ kind, value, bytes }: DecodedValue): string {
  if (kind === 'json') return toPrintable(cut(value.replaceAll(/\s+/g, ' ')));
  if (kind === 'text') return quote(value);
  return `${cut(value)} (hex, ${bytes} bytes)`;
}

/** At most so many lines, and how many more there are. */
export function boundLines(lines: readonly string[]): string[] {
  const { shownEntriesMax } = cliLimits;
  const rest = lines.length - shownEntriesMax;
  return rest > 0 ? [...lines.slice(0, shownEntriesMax), `… ${rest} more: --json shows all`] : [...lines];
}
