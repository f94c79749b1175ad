import type { Variables } from './environment';

/** For which shell variables are written. */
export type Shell = 'sh' | 'powershell' | 'cmd';

export const shells: readonly Shell[] = ['sh', 'powershell', 'cmd'];

/** The shell that people of a system mostly use. */
export function defaultShell(platform: NodeJS.Platform): Shell {
  return platform === 'win32' ? 'powershell' : 'sh';
}

function lineOf(shell: Shell, name: string, value: string): string {
  switch (shell) {
    case 'sh':
      return `export ${name}='${value.replaceAll("'", `'\\''`)}'`;
    case 'powershell':
      return `$env:${name} = '${value.replaceAll("'", "''")}'`;
    case 'cmd':
      return `set "${name}=${value.replaceAll('%', '%%')}"`;
  }
}

/** Lines that set the variables when they are pasted into the shell. */
export function variablesToLines(variables: Variables, shell: Shell): string[] {
  return Object.entries(variables).map(([name, value]) => lineOf(shell, name, value));
}
