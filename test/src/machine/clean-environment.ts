import { join } from 'node:path';

/** What tests are asked for by; all other variables of these programs would change what is tested. */
const asked = new Set([
  'FABRIC_BIN',
  'FABRIC_VERSION',
  'FABRIC_SAMPLES',
  'KONTTI_TEST_ENGINE',
  'KONTTI_CHAINCODE_HOST',
]);
/** By these kontti, Fabric's programs, fabric-samples, gRPC and terminals are configured. */
const foreign =
  /^(CORE|ORDERER|FABRIC|KONTTI|CHAINCODE|CHANNEL|GRPC|XDG)_|^(MSP_ID|CRYPTO_PATH|(KEY|CERT)_DIRECTORY_PATH|TLS_CERT_PATH|PEER_(ENDPOINT|HOST_ALIAS)|FORCE_COLOR|NODE_OPTIONS|(HTTPS?|ALL|NO)_PROXY)$/i;

/** The environment without what this machine's user has set or left there: the folder is the user's home and holds npm's cache. */
export function cleanEnvironment(env: Readonly<NodeJS.ProcessEnv>, home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => asked.has(name) || !foreign.test(name));
  const npm = { npm_config_cache: join(home, '.npm'), npm_config_offline: 'true' };
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home, LOCALAPPDATA: home, ...npm };
}
