/** Upper bounds of lifecycle administration. */
export const lifecycleLimits = {
  /** Bytes of a chaincode package as it is sent; a package for chaincode as a service has under a kilobyte. */
  packageBytesMax: 16 * 1024 * 1024,
  /** Bytes of a package once it is unpacked. */
  unpackedBytesMax: 64 * 1024 * 1024,
  /** Files in a package, or in the code archive inside. */
  packageEntriesMax: 1_000,
  /** Packages that a company's peer keeps. */
  installedPackagesMax: 1_000,
  /** Keys that are tried until one belongs to the certificate. */
  keystoreFilesMax: 100,
  /** Levels of a contract's parameter or result in its metadata. */
  schemaDepthMax: 64,
  /** What a chaincode may write while its metadata is read. */
  metadataBytesMax: 16 * 1024 * 1024,
  /** Characters of a file of offline signing, which may hold a whole package. */
  signingRequestCharactersMax: 32 * 1024 * 1024,
  /** Scripts of peers that are read in a folder of fabric-samples. */
  peerScriptsMax: 100,
  /** Characters of such a script; the rest is not read. */
  scriptCharactersMax: 65_536,
  /** Explicit collections of a definition. */
  collectionsMax: 1_000,
} as const;

/** How long each step of administration may take. */
export const lifecycleTimeouts = {
  connectMs: 15_000,
  endorseMs: 30_000,
  submitMs: 15_000,
  commitStatusMs: 60_000,
  /** A chaincode is loaded, and describes itself. */
  metadataMs: 30_000,
  /** npm lists the files of a package. */
  npmMs: 30_000,
} as const;

/** How often a transaction is sent again while no orderer takes it, and the time between. */
export const submitRetries = { attemptsMax: 40, intervalMs: 250 } as const;

/** How often other companies' approvals are looked for while they are waited for, and at most how long. */
export const approvalPolling = { intervalMs: 1_000, timeoutMsMax: 7 * 24 * 3_600_000 } as const;

/** How often a peer is asked whether it has seen the approvals of all companies, and the time between. */
export const readinessPolling = { attemptsMax: 100, intervalMs: 100 } as const;

/** Bounds of the processes that run chaincode. */
export const processLimits = {
  /** Lines of output that are kept to explain a failure. */
  outputLinesMax: 200,
  /** Lines of output that an error repeats. */
  failureLinesMax: 15,
  /** Characters of one line; the rest is cut. */
  outputLineLengthMax: 2_000,
  /** From the start to listening: a cold start on a busy machine takes seconds. */
  readyTimeoutMs: 60_000,
  readyPollIntervalMs: 50,
  /** From the request to stop to the end by force. */
  stopTimeoutMs: 5_000,
  /** How long a chaincode's compiled output must rest before it counts as complete. */
  outputRestMs: 200,
} as const;

/** How a chaincode that ends by itself is started again. */
export const supervisionLimits = {
  /** Failures one after the other before it is given up. */
  failuresMax: 10,
  /** Before the first new start; each failure after the other doubles it. */
  delayMs: 500,
  delayMsMax: 30_000,
  /** Who ran as long as this had not failed at its start. */
  stableMs: 60_000,
} as const;
