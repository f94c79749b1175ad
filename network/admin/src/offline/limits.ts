/** Upper bounds of offline signing. */
export const offlineLimits = {
  /** Characters of a file of offline signing, which may hold a whole package. */
  signingRequestCharactersMax: 32 * 1024 * 1024,
} as const;
