/** Upper bounds of what is read of a company's folders and sent to its peers. */
export const accessLimits = {
  /** Keys that are tried until one belongs to the certificate. */
  keystoreFilesMax: 100,
  /** Peers of one company that a connection profile names. */
  profilePeersMax: 16,
  /** Characters of a connection profile. */
  profileCharactersMax: 1024 * 1024,
  /** Scripts of peers that are read in a folder of fabric-samples. */
  peerScriptsMax: 100,
  /** Characters of such a script; the rest is not read. */
  scriptCharactersMax: 65_536,
  /** Bytes of a chaincode package as it is sent; a package for chaincode as a service has under a kilobyte. */
  packageBytesMax: 16 * 1024 * 1024,
} as const;

/** How long each step of a transaction may take. */
export const accessTimeouts = {
  endorseMs: 30_000,
  submitMs: 15_000,
  commitStatusMs: 60_000,
} as const;

/** How often a transaction is sent again while no orderer takes it, and the time between. */
export const submitRetries = { attemptsMax: 40, intervalMs: 250 } as const;
