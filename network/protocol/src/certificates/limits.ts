/** How long before now a certificate is valid: clocks of the parties may differ a little. */
export const certificateBackdateMs = 5 * 60 * 1000;

/** How long a certificate is valid: ten years, as cryptogen's are. */
export const certificateLifetimeMs = 3650 * 24 * 60 * 60 * 1000;

/** Bytes of randomness in a serial number; RFC 5280 allows 20. */
export const serialNumberBytes = 16;

/** Identities of a company that a revocation list made at its start can name. */
export const revokedIdentitiesMax = 64;
