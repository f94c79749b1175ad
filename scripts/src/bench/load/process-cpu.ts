import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second, whatever the kernel's own rate is. */
const ticksPerSecond = 100;

/** Seconds of processor time that were used so far, by what used them. */
export interface CpuSeconds {
  /** This process. */
  readonly client: number;
  /** Peers, orderer and gateway: the devnet's one process, or Fabric's. */
  readonly network: number;
  readonly chaincode: number;
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

function parseStat(pid: number, stat: string): ProcessRow {
  // The name is in brackets and may hold anything, so the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]].map(Number);
  return { pid, parent, seconds: (user + system) / ticksPerSecond };
}

async function listProcesses(): Promise<ProcessRow[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(
    pids.map(async (pid) => {
      // It may have ended since.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
      return stat === undefined ? [] : [parseStat(pid, stat)];
    }),
  );
  return rows.flat();
}

async function isChaincode(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes('--chaincode-id=');
}

/** The processor time of this process and of a network's tree of processes; undefined where there is no `/proc`. */
export async function readCpu(networkPid: number): Promise<CpuSeconds | undefined> {
  if (process.platform !== 'linux') {
    return undefined;
  }
  const { user, system } = process.cpuUsage();
  const used = { client: (user + system) / 1e6, network: 0, chaincode: 0 };
  const all = await listProcesses();
  const count = async (row: ProcessRow): Promise<void> => {
    used[(await isChaincode(row.pid)) ? 'chaincode' : 'network'] += row.seconds;
    await Promise.all(all.filter(({ parent }) => parent === row.pid).map(count));
  };
  await Promise.all(all.filter(({ pid }) => pid === networkPid).map(count));
  return used;
}
