/** Bounds that a command checks before it loads what they bound. */
export { channelLimits } from './channel/limits';
export { approvalPolling } from './definitions/limits';
