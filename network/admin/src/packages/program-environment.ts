/** What a program needs from its surroundings; nothing else of this process's environment reaches the chaincode. */
const inheritedVariables = [
  'PATH',
  'Path',
  'PATHEXT',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'SYSTEMROOT',
  'windir',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'CORE_CHAINCODE_LOGGING_LEVEL',
] as const;

/** Of this process's environment, what every program needs. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(inherited);
}
