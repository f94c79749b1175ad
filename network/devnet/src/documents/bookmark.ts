import { isArray, JsonInvalid, parseJson, stringify, type Json } from './json';
import { literalToNumber } from './number';
import { queryRefused } from './query-error';

/** Where a row is in the order of its index. */
export interface Position {
  /** Its values in the index, or the document's key where there is no index. */
  readonly key: Json;
  readonly id: string;
}

export function positionToBookmark({ id, key }: Position): string {
  return Buffer.from(stringify([id, key])).toString('base64url');
}

/** @throws NetworkError RICH_QUERY_INVALID */
export function bookmarkToPosition(bookmark: string): Position {
  try {
    const parsed = parseJson(
      Buffer.from(bookmark, 'base64url').toString('utf8'),
      (literal) => literalToNumber(literal) ?? null,
    );
    const [id, key] = isArray(parsed) ? parsed : [];
    if (typeof id === 'string' && key !== undefined) return { id, key };
  } catch (error) {
    if (!(error instanceof JsonInvalid)) throw error;
  }
  throw queryRefused({
    error: 'invalid_bookmark',
    reason: `Invalid bookmark value: ${JSON.stringify(bookmark)}`,
  });
}
