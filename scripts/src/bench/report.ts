import type { CpuSeconds } from './load/process-cpu';
import type { LoadFigures } from './load/measure-load';
import type { ReadingsFigures } from './readings/measure-readings';
import type { MemoryFigures, MemorySample } from './memory/measure-memory';
import type { VoyageFigures } from './voyage';

function totalMs(cpu: CpuSeconds): number {
  return cpu.client + cpu.network + cpu.chaincode;
}

function cpuText(cpu: CpuSeconds | undefined): string {
  if (cpu === undefined) {
    return '';
  }
  const parts = [
    `client ${cpu.client.toFixed(2)}`,
    `network ${cpu.network.toFixed(2)}`,
    `chaincode ${cpu.chaincode.toFixed(2)}`,
  ];
  return ` (${totalMs(cpu).toFixed(2)} ms of processor each: ${parts.join(', ')})`;
}

/** What one setting did, in a few lines. */
export function loadLines(load: LoadFigures): string[] {
  const { workload, engine, stateDb, batch, readyMs, submitAloneMs } = load;
  const { submitsPerSecond, submitCpuMs, queriesPerSecond, queryCpuMs } = load;
  return [
    `${workload} on ${engine}${stateDb === 'couchdb' ? ' with CouchDB' : ''}, blocks of ${batch.messages} or ${batch.timeout}: ready after ${(readyMs / 1000).toFixed(1)} s`,
    `  a submit alone ${submitAloneMs.toFixed(1)} ms (p50)`,
    `  ${submitsPerSecond.toFixed(0)} submits/s${cpuText(submitCpuMs)}`,
    `  ${queriesPerSecond.toFixed(0)} queries/s${cpuText(queryCpuMs)}`,
  ];
}

/** What a run of readings came to. */
export function readingsLines(figures: ReadingsFigures): string[] {
  const { engine, devices, readingsPerBatch, readings, perSecond, cpuMicros, bytes } = figures;
  const { clientMiB, alonePerSecond } = figures;
  const cpu =
    cpuMicros === undefined
      ? ''
      : ` (${totalMs(cpuMicros).toFixed(2)} µs of processor each: client ${cpuMicros.client.toFixed(2)}, network ${cpuMicros.network.toFixed(2)}, chaincode ${cpuMicros.chaincode.toFixed(2)})`;
  return [
    `readings on ${engine}, ${devices} devices, batches of ${readingsPerBatch}: ${readings} signed, committed and confirmed`,
    `  ${perSecond.toFixed(0)} readings/s${cpu}`,
    `  ${(bytes.block + bytes.state).toFixed(2)} bytes a reading and peer (block ${bytes.block.toFixed(2)}, state ${bytes.state.toFixed(2)})`,
    `  the client had ${clientMiB.toFixed(0)} MiB at most`,
    `  one a transaction ${alonePerSecond.toFixed(0)} readings/s: ${(perSecond / alonePerSecond).toFixed(0)} ×`,
  ];
}

/**
 * What the devnet's part could not save: client and chaincode cost the same on every engine, so that a network which cost
 * nothing at all would be so many times faster where the processor is what limits.
 */
function boundText(devnet: CpuSeconds | undefined, fabric: CpuSeconds | undefined): string {
  if (devnet === undefined || fabric === undefined) {
    return '';
  }
  const processor = totalMs(fabric) / totalMs(devnet);
  const bound = totalMs(fabric) / (devnet.client + devnet.chaincode);
  return `, by processor time ${processor.toFixed(2)} × (a network that cost nothing: ${bound.toFixed(2)} ×)`;
}

/** Devnet to Fabric for each workload and batch setting that both were measured with. */
export function ratioLines(loads: readonly LoadFigures[]): string[] {
  return loads.flatMap((devnet) => {
    const fabric = loads.find(
      ({ engine, stateDb, workload, batch }) =>
        engine === 'fabric' &&
        stateDb === 'leveldb' &&
        workload === devnet.workload &&
        batch.messages === devnet.batch.messages,
    );
    if (devnet.engine !== 'devnet' || fabric === undefined) {
      return [];
    }
    const submits = devnet.submitsPerSecond / fabric.submitsPerSecond;
    const queries = devnet.queriesPerSecond / fabric.queriesPerSecond;
    return [
      `devnet / fabric, ${devnet.workload}, blocks of ${devnet.batch.messages} or ${devnet.batch.timeout}:`,
      `  submits ${submits.toFixed(2)} ×${boundText(devnet.submitCpuMs, fabric.submitCpuMs)}`,
      `  queries ${queries.toFixed(2)} ×${boundText(devnet.queryCpuMs, fabric.queryCpuMs)}`,
    ];
  });
}

/** What CouchDB costs Fabric's peers, for each workload and batch setting that was measured with both. */
export function couchdbLines(loads: readonly LoadFigures[]): string[] {
  return loads
    .filter(({ stateDb }) => stateDb === 'couchdb')
    .flatMap((couchdb) => {
      const { engine, workload, batch } = couchdb;
      const leveldb = loads.find(
        (load) =>
          load.stateDb === 'leveldb' &&
          load.engine === engine &&
          load.workload === workload &&
          load.batch.messages === batch.messages,
      );
      if (leveldb === undefined) return [];
      const submits = leveldb.submitsPerSecond / couchdb.submitsPerSecond;
      const alone = couchdb.submitAloneMs / leveldb.submitAloneMs;
      const queries = leveldb.queriesPerSecond / couchdb.queriesPerSecond;
      return [
        `CouchDB / LevelDB on ${engine}, ${workload}, blocks of ${batch.messages} or ${batch.timeout}:`,
        `  a submit takes ${submits.toFixed(2)} ×, alone ${alone.toFixed(2)} ×; a query ${queries.toFixed(2)} ×`,
      ];
    });
}

/** How the main job went, and what it asked of the peers' CouchDBs. */
export function voyageLines(voyage: VoyageFigures): string[] {
  const { engine, stateDb, flights, seconds, treeMiB, exitCode, transactions, couchdb } = voyage;
  const options = `--flights ${flights} --engine ${engine} --state-db ${stateDb}`;
  const line = `npm start -- ${options}: ${seconds.toFixed(1)} s, process tree ${treeMiB} MiB at most, exit code ${exitCode}`;
  if (couchdb === undefined || transactions === undefined) return [line];
  const each = couchdb.notFound / transactions;
  return [
    line,
    `  CouchDB, of all peers: ${couchdb.gets} GETs, ${couchdb.notFound} of them with 404 for absent keys (${each.toFixed(0)} a transaction); ${couchdb.posts} POSTs`,
  ];
}

const mebibyte = 2 ** 20;

export function sampleLine({ transactions, heapUsed, external, rss }: MemorySample): string {
  const [heap, buffers, resident] = [heapUsed, external, rss].map((bytes) => (bytes / mebibyte).toFixed(1));
  return `  after ${transactions} transactions: heap ${heap} MiB, buffers ${buffers} MiB, resident ${resident} MiB`;
}

export function memoryLine({ bytesPerTransaction }: MemoryFigures): string {
  return `  ${bytesPerTransaction.toFixed(0)} bytes of heap and buffers left behind by each transaction of the second half`;
}
