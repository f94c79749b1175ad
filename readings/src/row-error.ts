import { ERRORS, KonttiError } from '@kontti/client-sdk';

/** An error about a row of a source. */
export function rowError(
  code: 'ROW_UNREADABLE' | 'READINGS_INVALID' | 'OPTIONS_INVALID',
  { because, ...details }: { readonly because: string } & Readonly<Record<string, unknown>>,
): KonttiError {
  const { text, remedy } = ERRORS[code];
  const message = `${text}: ${because}. ${remedy}.`;
  return new KonttiError({ code, stage: 'local', message, details: { remedy, ...details } });
}
