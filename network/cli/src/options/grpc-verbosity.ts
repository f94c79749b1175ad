const variable = 'GRPC_VERBOSITY';

let isOwn = false;

/** What gRPC would write beside an error says nothing that the error does not. It reads this when it is loaded. */
export function silenceGrpc(): void {
  if (process.env[variable] !== undefined) return;
  process.env[variable] = 'NONE';
  isOwn = true;
}

/** The environment without what only this command needs, for programs that users have it run. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const { [variable]: verbosity, ...env } = process.env;
  return isOwn || verbosity === undefined ? env : { ...env, [variable]: verbosity };
}
