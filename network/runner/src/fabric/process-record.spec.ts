import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createProcessRecord, endRecordedProcesses, findRecordOwner } from './process-record';
import { readProcessStart } from './process-identity';

/** A program that runs until it is ended, and whose parent reads nothing of it. */
const idle = ['-e', 'setInterval(() => undefined, 1000)'];

describe('the record of running processes', () => {
  let directory: string;
  let file: string;
  let child: ChildProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-record-'));
    file = join(directory, 'processes.json');
    child = spawn(process.execPath, idle, { stdio: 'ignore' });
    await once(child, 'spawn');
  });

  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await rm(directory, { recursive: true, force: true });
  });

  it('lets somebody else end what it names, and says its owner', async () => {
    const record = createProcessRecord(file);
    record.add({ name: 'peer0', pid: child.pid ?? 0 });
    expect(findRecordOwner(file)).to.equal(process.pid);
    const exited = once(child, 'exit');
    expect(await endRecordedProcesses(file)).to.deep.equal(['peer0']);
    await exited;
    expect(await endRecordedProcesses(file)).to.deep.equal([]);
  });

  it('forgets what was taken out', async () => {
    const record = createProcessRecord(file);
    record.add({ name: 'peer0', pid: child.pid ?? 0 });
    record.remove(child.pid ?? 0);
    expect(await endRecordedProcesses(file)).to.deep.equal([]);
    expect(readProcessStart(child.pid ?? 0)).to.be.a('string');
    record.close();
    expect(findRecordOwner(file)).to.equal(undefined);
  });

  it('never ends a process that only has the same number', async () => {
    createProcessRecord(file).add({ name: 'peer0', pid: child.pid ?? 0 });
    const start = readProcessStart(child.pid ?? 0) ?? '';
    const other = (await readFile(file, 'utf8')).replaceAll(`"${start}"`, '"another time"');
    await writeFile(file, other);
    expect(await endRecordedProcesses(file)).to.deep.equal([]);
    expect(readProcessStart(child.pid ?? 0)).to.equal(start);
  });

  it('ends nothing by a file that is none', async () => {
    const entries = [1, null, { pid: -1, name: 'a', start: '' }, { pid: 'x' }];
    for (const text of ['', '{', 'null', '[]', JSON.stringify({ processes: entries, owner: 7 })]) {
      await writeFile(file, text);
      expect(await endRecordedProcesses(file), text).to.deep.equal([]);
      expect(findRecordOwner(file), text).to.equal(undefined);
    }
  });
});

describe('the guard of running processes', () => {
  it('ends them when whoever started them is killed', async function () {
    if (process.platform === 'win32') this.skip(); // what a program inherits is distinguished otherwise there
    const directory = await mkdtemp(join(tmpdir(), 'kontti-guard-'));
    const script = `
      const { createProcessRecord } = require(${JSON.stringify(join(__dirname, 'process-record.js'))});
      const { startGuard } = require(${JSON.stringify(join(__dirname, 'guard.js'))});
      const record = createProcessRecord(${JSON.stringify(join(directory, 'processes.json'))});
      startGuard(record.file);
      const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify(idle)}, { stdio: ['ignore', 'inherit', 'ignore'] });
      record.add({ name: 'peer0', pid: child.pid });
      console.log(child.pid);
      setInterval(() => undefined, 1000);
    `;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(readProcessStart(pid)).to.be.a('string');
    // The pipe closes once nobody holds it: neither the parent nor what it started.
    const closed = once(parent.stdout, 'close');
    parent.kill('SIGKILL');
    await closed;
    // A program that ends lets go of its pipes a moment before it is gone; one that the guard leaves alone never goes.
    while (readProcessStart(pid) !== undefined) await setImmediate();
    await rm(directory, { recursive: true, force: true });
  });
});
