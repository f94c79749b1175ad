import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of `/proc/PID/stat` (proc(5)): what follows the name, which is in brackets, and where the start time is in it. */
const statStartField = 19;

const probeTimeoutMs = 5_000;

function linuxStart(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // What has ended and is not yet buried does not run any more.
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[statStartField];
}

function toolStart(pid: number): string {
  const [command, args] =
    process.platform === 'win32'
      ? ['powershell.exe', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]]
      : ['ps', ['-p', String(pid), '-o', 'lstart=']];
  const options = { encoding: 'utf8', timeout: probeTimeoutMs, windowsHide: true } as const;
  return execFileSync(command as string, args as string[], {
    ...options,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/**
 * When a process started, as this system says it; undefined when no such process runs. A number is given to another process
 * some time after its bearer has ended: number and start time together name one process.
 */
export function readProcessStart(pid: number): string | undefined {
  try {
    const start = process.platform === 'linux' ? linuxStart(pid) : toolStart(pid).trim();
    return start === '' ? undefined : start;
  } catch {
    return undefined;
  }
}
