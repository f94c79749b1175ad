import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ChaincodeProcess } from '@kontti/fabric-admin/processes';
import type { ChaincodeProcesses, ProcessRequest } from '@kontti/fabric-admin/processes';
import { keepProcesses, type KeptProcesses } from './kept-processes';

/** Starts nothing, and says that it did. */
function createPretence(started: ProcessRequest[]): ChaincodeProcesses {
  return {
    start: (request) => {
      started.push(request);
      const chaincode: ChaincodeProcess = {
        ...{ ...request, pid: started.length },
        exited: new Promise(() => undefined),
        recentOutput: () => [],
        stop: () => Promise.resolve(),
      };
      return Promise.resolve(chaincode);
    },
    end: () => Promise.resolve(),
    restart: () => Promise.resolve(0),
    list: () => [],
    pidOf: () => undefined,
    stop: () => Promise.resolve(),
  };
}

describe('the chaincode that a kept network ran', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-kept-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  function open(started: ProcessRequest[]): Promise<KeptProcesses> {
    return keepProcesses({
      processes: createPretence(started),
      file: join(directory, 'chaincode.json'),
      wantedPackageId: ({ mspId }) => Promise.resolve(`note:${mspId}`),
      onFailure: (_chaincode, error) => {
        throw error;
      },
    });
  }

  it('is remembered whole, though the processes of all companies start at once', async () => {
    const requests = Array.from({ length: 20 }, (_each, index) => {
      const mspId = `C${index}MSP`;
      return {
        name: 'note',
        path: '/note',
        address: `127.0.0.1:${index + 1}`,
        packageId: `note:${mspId}`,
        mspId,
      };
    });
    const kept = await open([]);
    await Promise.all(requests.map((request) => kept.start(request)));
    const resumed: ProcessRequest[] = [];
    await (await open(resumed)).resume();
    expect(resumed).to.have.deep.members(requests);
  });
});
