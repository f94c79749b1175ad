import '@kontti/fabric-protocol/clean-protobuf-globals';

export { findCacheDirectory } from './cache-directory';
export { downloadRelease } from './download-release';
export type { FetchProgress } from './fetch-archive';
export { defaultRelease, selectRelease } from './releases';
