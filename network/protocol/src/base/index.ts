import './clean-protobuf-globals';

export { createBoundedCache } from './bounded-cache';
export { type Clock, systemClock } from './clock';
export { decodeMessage, type MessageType, wireFormatRefusal } from './decode';
export { durationToMs } from './duration';
export { NetworkError, type NetworkErrorCode, networkErrorCodes } from './errors';
export { findCompany, unknownCompany } from './find-company';
export { limits } from './limits';
export { checkPort, findFreePort, isListening, textToAddress } from './listening';
export { createManualClock, type ManualClock } from './manual-clock';
export { makeFolder, makeWritableFolder } from './make-folder';
export { readBounded } from './read-bounded';
export { isWhole } from './is-whole';
export { findUnknownField } from './unknown-field';
