import { unreadableFile } from '../data-files/unreadable-file';
import { readBounded } from '@kontti/fabric-protocol/base';
import { parseConsortium } from './parse-consortium';
import type { Consortium } from './types';

/**
 * Reads the file in which companies agreed on a network. Every error says file, line, column and field.
 * @example const { channel, companies } = await readConsortium('consortium.yaml');
 * @throws NetworkError CONSORTIUM_INVALID, DIRECTORY_UNUSABLE
 */
export async function readConsortium(file: string): Promise<Consortium> {
  let text: string;
  try {
    text = (await readBounded(file)).toString('utf8');
  } catch (cause) {
    throw unreadableFile({ file, what: "The consortium's file", cause });
  }
  return parseConsortium({ text, name: file });
}
