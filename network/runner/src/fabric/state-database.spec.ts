import { expect } from 'chai';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { findCouchdb } from './couchdb-program';
import { countCouchdbRequests } from './couchdb-requests';
import { findFreePorts } from './ports';
import { createProcessRecord } from './process-record';
import { awaitCouchdb, startCouchdb } from './state-database';

async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((caught: unknown) => caught);
  return error instanceof NetworkError ? `${error.code} ${error.message}` : 'no refusal';
}

describe('the CouchDB of a peer, where it runs already', () => {
  let server: Server;
  let answer: RequestListener;
  let address: string;

  before(async () => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const wait = (isNew = true) =>
    awaitCouchdb({ address, user: 'admin', password: 'pässword' }, { channelId: 'my.channel', isNew });
  const holding = (...names: readonly string[]): RequestListener => {
    return (_request, response) => response.end(JSON.stringify(names));
  };

  it('is awaited, and asked as its user', async () => {
    let asked = 0;
    let authorization: string | undefined;
    answer = (request, response) => {
      asked += 1;
      ({ authorization } = request.headers);
      response.statusCode = asked < 3 ? 503 : 200;
      response.end('["_users"]');
    };
    expect(await wait()).to.include({ address, process: undefined });
    expect(asked).to.equal(3);
    expect(Buffer.from(authorization?.split(' ')[1] ?? '', 'base64').toString()).to.equal('admin:pässword');
  });

  it('is refused where it knows no such user, or is none', async () => {
    answer = (_request, response) => {
      response.statusCode = 401;
      response.end('{"error":"unauthorized"}');
    };
    const refusal = await refusalOf(wait());
    expect(refusal).to.include('COUCHDB_UNUSABLE').and.include('COUCHDB_USER');
    expect(refusal).not.to.include('pässword');
    answer = (_request, response) => response.end('<html>');
    expect(await refusalOf(wait())).to.include('as no CouchDB does');
  });

  it('is refused for a new ledger where it holds what is not of this network', async () => {
    for (const names of [['mine'], ['_users', 'fabric__internal', 'my$channel_lscc']]) {
      answer = holding(...names);
      expect(await refusalOf(wait()), names.join()).to.include(names.at(-1) ?? '');
      expect(await refusalOf(wait(false))).to.equal('no refusal');
    }
    answer = holding('_users', 'fabric__internal', 'other_lscc');
    expect(await refusalOf(wait())).to.equal('no refusal');
  });
});

describe('the program of CouchDB', () => {
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-couchdb-'));
  });

  after(() => rm(directory, { recursive: true, force: true }));

  it('is that of a whole release, in the folder that COUCHDB_BIN names', async () => {
    const bin = join(directory, 'bin');
    const find = () => findCouchdb({ COUCHDB_BIN: bin });
    expect(await refusalOf(findCouchdb({})))
      .to.include('COUCHDB_MISSING')
      .and.include('COUCHDB_BIN');
    expect(await refusalOf(find())).to.include(join(bin, 'couchdb'));
    await mkdir(bin);
    await mkdir(join(directory, 'etc'));
    await writeFile(join(bin, 'couchdb'), '');
    await chmod(join(bin, 'couchdb'), 0o755);
    expect(await refusalOf(find())).to.include('default.ini');
    await writeFile(join(directory, 'etc', 'default.ini'), '');
    expect(await find()).to.deep.equal({
      command: join(bin, 'couchdb'),
      defaultSettings: join(bin, '..', 'etc', 'default.ini'),
    });
  });

  it('is started for a peer, with a password that only it has, and restarted with the same', async function () {
    if (process.env['COUCHDB_BIN'] === undefined) this.skip();
    const home = join(directory, 'a peer', 'couchdb');
    const [port = 0] = await findFreePorts(1);
    const record = createProcessRecord(join(directory, 'processes.json'));
    const program = await findCouchdb(process.env);
    const couchdb = await startCouchdb({ program, peer: 'peer0.a', directory: home, port, record });
    try {
      const settings = join(home, 'local.ini');
      expect((await stat(settings)).mode & 0o777).to.equal(0o600);
      expect(await readFile(settings, 'utf8')).not.to.include(`= ${couchdb.password}`);
      const node = { kind: 'peer', mspId: 'A', endpoint: '', couchdb } as const;
      const { process: program0 } = couchdb;
      if (program0 === undefined) throw new Error('it was started by somebody else');
      const requests = await countCouchdbRequests([{ ...node, process: program0 }]);
      expect(requests?.gets).to.be.above(0);
      await program0.restart();
      expect(await awaitCouchdb(couchdb, { channelId: 'mychannel', isNew: true })).to.include({
        address: `127.0.0.1:${port}`,
      });
    } finally {
      await couchdb.process?.stop();
      record.close();
    }
  });
});
