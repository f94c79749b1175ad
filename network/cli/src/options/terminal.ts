import { styleText } from 'node:util';

/** Where the command writes, and whether people read it. */
export interface Terminal {
  /** Whether a program reads the results. */
  readonly isJson: boolean;
  /** Results, on standard output: text for people, or with `--json` one JSON object a line. */
  result(options: { text: string; json: Readonly<Record<string, unknown>>; isPlain?: boolean }): void;
  /** What goes on, on standard error. */
  note(text: string): void;
  failure(text: string): void;
}

interface TerminalOptions {
  readonly isJson: boolean;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly errors: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Style = 'green' | 'red' | 'dim';

/** Colours only for a terminal, and never against `NO_COLOR`. */
export function createTerminal(options: TerminalOptions): Terminal {
  const { isJson, output, errors, env } = options;
  const paint = (stream: { readonly isTTY?: boolean }, style: Style, text: string): string => {
    const isPlain = stream.isTTY !== true || (env['NO_COLOR'] ?? '') !== '';
    return isPlain ? text : styleText(style, text, { validateStream: false });
  };
  return {
    isJson,
    result({ text, json, isPlain }) {
      const painted = isPlain === true ? text : paint(output, 'green', text);
      output.write(isJson ? `${JSON.stringify(json)}\n` : `${painted}\n`);
    },
    note(text) {
      errors.write(`${paint(errors, 'dim', text)}\n`);
    },
    failure(text) {
      errors.write(`${paint(errors, 'red', text)}\n`);
    },
  };
}
