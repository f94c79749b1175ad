/** `$` means the prefix in every string. */
export function withPrefix<T>(value: T, prefix: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll('$', prefix)) as T;
}

/** The prefix of the keys of a network's nth history: all are of one length, so that their keys have one order. */
export const toPrefix = (number: number): string => `h${String(number).padStart(6, '0')}`;
