/** Bounds that a command checks before it loads what they bound. */
export { fabricLimits } from './fabric/limits';
