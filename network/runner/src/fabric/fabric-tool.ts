import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { fabricLimits } from './limits';

const inheritedVariables = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'] as const;

/** What a program of Fabric gets to see of this process's environment, and where its settings are. */
export function fabricEnvironment(configDirectory: string): NodeJS.ProcessEnv {
  const inherited = inheritedVariables.map((name) => [name, process.env[name]] as const);
  return {
    ...Object.fromEntries(inherited),
    FABRIC_CFG_PATH: configDirectory,
    FABRIC_LOGGING_SPEC: 'info',
  };
}

interface FabricToolOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly configDirectory: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program of Fabric to its end.
 *
 * @throws NetworkError FABRIC_START_FAILED with what the program wrote last
 */
export async function runFabricTool(options: FabricToolOptions): Promise<void> {
  const { command, args, configDirectory, env = {} } = options;
  try {
    await promisify(execFile)(command, [...args], { env: { ...fabricEnvironment(configDirectory), ...env } });
  } catch (error) {
    const output = toolOutput(error);
    throw new NetworkError({
      code: 'FABRIC_START_FAILED',
      message: `${command} ${args[0] ?? ''} failed: ${output.split('\n').at(-1) ?? ''}`,
      details: { command, args: [...args], output: output.slice(-fabricLimits.outputCharactersMax) },
      cause: error,
    });
  }
}

/** `osnadmin` says its errors on standard output, the others on standard error. */
function toolOutput(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
  return `${stdout}\n${stderr}`.trim() || error.message;
}
