import { readSealedFile, writeSealedFile } from '@kontti/fabric-admin/data-files';
import { controlLimits } from './limits';
import type { ChaincodeProcesses, ProcessRequest } from '@kontti/fabric-admin/processes';

/** The chaincode processes of a network that remembers what it ran, so that it can run it again. */
export interface KeptProcesses extends ChaincodeProcesses {
  /**
   * Runs what was run before and is what the peers want now, at the same addresses, and ends what they no longer want. What does not
   * start is reported, and the rest goes on.
   */
  resume(): Promise<void>;
}

export interface KeptProcessesOptions {
  readonly processes: ChaincodeProcesses;
  /** Where the list is between two runs of the network; in memory alone by default. */
  readonly file?: string;
  /** The package that a company's peer runs under a name. */
  readonly wantedPackageId: (chaincode: { mspId: string; name: string }) => Promise<string | undefined>;
  readonly onFailure: (chaincode: ProcessRequest, error: unknown) => void;
}

/** @throws NetworkError LEDGER_CORRUPT */
export async function keepProcesses(options: KeptProcessesOptions): Promise<KeptProcesses> {
  const { processes, file, wantedPackageId, onFailure } = options;
  let known = (file === undefined ? [] : ((await readSealedFile(file)) ?? [])) as readonly ProcessRequest[];
  let written: Promise<void> = Promise.resolve();

  /** After an upgrade the older ones stay on the list: a revert may want them again. */
  async function remember({ name, path, address, packageId, mspId, env }: ProcessRequest): Promise<void> {
    const others = known.filter((entry) => entry.packageId !== packageId || entry.mspId !== mspId);
    const request = { name, path, address, packageId, mspId, ...(env === undefined ? {} : { env }) };
    known = [...others, request].slice(-controlLimits.keptChaincodeMax);
    if (file === undefined) return;
    // Companies' processes start at once: one write after another, each with all that is known by then.
    written = written.catch(() => undefined).then(() => writeSealedFile({ file, content: known }));
    await written;
  }

  async function resumeOne(request: ProcessRequest): Promise<void> {
    const running = processes.list().some((entry) => entry.packageId === request.packageId);
    const wanted = (await wantedPackageId(request)) === request.packageId;
    if (running && !wanted) await processes.end([request.packageId]);
    if (running || !wanted) return;
    try {
      await processes.start(request);
    } catch (error) {
      onFailure(request, error);
    }
  }

  return {
    ...processes,
    async start(request) {
      const started = await processes.start(request);
      await remember(request);
      return started;
    },
    async resume() {
      await Promise.all(known.map(resumeOne));
    },
  };
}
