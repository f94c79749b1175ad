export { resolveIdentity } from '../identity/resolve-identity';
