/** Forms, as sources of regular expressions, that ids and keys share; a key could be mistaken for another if they differed. */
export const PATTERNS = {
  mspId: '[A-Za-z0-9][A-Za-z0-9._-]{0,63}',
  local: '[A-Za-z0-9._~-]{1,64}',
  number: '(?:0|[1-9][0-9]{0,6})',
} as const;
