/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  /** What follows the language in the fence's first line. */
  readonly info: string;
  readonly content: string;
  /** Of the fence, counted from 1. */
  readonly line: number;
}

const fence = '```';

/** The fenced blocks of a text, in order. @throws Error when the last one does not end */
export function textToBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly language: string; readonly info: string; readonly line: number } | undefined;
  let content: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!line.startsWith(fence)) {
      content.push(line);
    } else if (open === undefined) {
      const [language = '', ...info] = line.slice(fence.length).trim().split(/\s+/);
      open = { language, info: info.join(' '), line: index + 1 };
      content = [];
    } else {
      blocks.push({ ...open, content: content.join('\n') });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`the block at line ${open.line} does not end`);
  return blocks;
}

/** The commands of a shell block, without comments. */
export function blockToCommands({ content }: Block): readonly string[] {
  return content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * What a sample of output demands of real output: each line as it is, `…` for any characters in a line, a line of `…` alone for
 * any lines.
 */
export function sampleToPattern(sample: string): RegExp {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = sample
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*' : `${line.split('…').map(escape).join('.*')}\\n`));
  return new RegExp(`^${lines.join('')}$`);
}
