import { expect } from 'chai';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { downloadRelease } from './download-release';
import { fetchArchive } from './fetch-archive';
import { selectRelease, type Release } from './releases';

async function archiveOf(files: Readonly<Record<string, string | Buffer>>, more?: (packing: Pack) => void) {
  const packing = pack();
  for (const [name, content] of Object.entries(files)) packing.entry({ name }, content);
  more?.(packing);
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => 'none',
    (failure: unknown) => failure,
  );
  return error instanceof NetworkError ? error.code : String(error);
}

describe('a release of Fabric', () => {
  let cacheDirectory: string;
  let server: Server;
  let archive: Buffer;
  let release: Release;
  let asked: (string | undefined)[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  /** As a server that knows ranges does. */
  function serve({ headers }: IncomingMessage, response: ServerResponse): void {
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    if (from >= archive.length) response.writeHead(416).end();
    else {
      response.writeHead(from === 0 ? 200 : 206, { 'content-length': archive.length - from });
      response.end(archive.subarray(from));
    }
  }

  const part = (): string => join(cacheDirectory, 'fabric', '3.1.5-linux-amd64.tar.gz.part');
  const run = (): Promise<string> => {
    const { port } = server.address() as AddressInfo;
    return downloadRelease({ release, cacheDirectory, url: `http://127.0.0.1:${port}/mirror/` });
  };
  const keepPart = async (bytes: Uint8Array): Promise<void> => {
    await mkdir(dirname(part()), { recursive: true });
    await writeFile(part(), bytes);
  };
  function use(bytes: Buffer): void {
    archive = bytes;
    const options = { version: '3.1.5', system: 'linux', processor: 'x64' };
    release = selectRelease({ ...options, sha256: sha256(archive) });
  }

  beforeEach(async () => {
    cacheDirectory = await mkdtemp(join(tmpdir(), 'kontti-release-'));
    asked = [];
    answer = serve;
    use(
      await archiveOf({
        'bin/peer': randomBytes(300_000),
        'builders/ccaas/bin/detect': 'detect',
        'config/core.yaml': 'peer:',
      }),
    );
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.range ?? ''}`.trim());
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(cacheDirectory, { recursive: true, force: true });
  });

  it('is downloaded once, and is in the cache with programs that can be run', async () => {
    const bin = await run();
    expect(bin).to.equal(join(cacheDirectory, 'fabric', '3.1.5-linux-amd64', 'bin'));
    expect(await readdir(join(bin, '..'))).to.have.members(['bin', 'builders']);
    expect((await stat(join(bin, 'peer'))).size).to.equal(300_000);
    if (process.platform !== 'win32') expect((await stat(join(bin, 'peer'))).mode & 0o111).to.equal(0o111);
    expect(await run()).to.equal(bin);
    expect(asked).to.deep.equal(['/mirror/v3.1.5/hyperledger-fabric-linux-amd64-3.1.5.tar.gz']);
    expect(await readdir(join(cacheDirectory, 'fabric'))).to.deep.equal(['3.1.5-linux-amd64']);
  });

  it('goes on where the connection broke off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 1000), () => response.destroy());
    };
    expect(await codeOf(run())).to.equal('FABRIC_DOWNLOAD_FAILED');
    const { size } = await stat(part());
    expect(size).to.be.at.most(1000);
    await keepPart(archive.subarray(0, 1000));
    answer = serve;
    await run();
    expect(asked[1]).to.match(/ bytes=1000-$/);
  });

  it('begins anew where a server does not know ranges', async () => {
    await keepPart(archive.subarray(0, 1000));
    answer = (_request, response) => response.end(archive);
    await run();
    expect(asked).to.have.length(1);
  });

  it('asks nobody when all of it is here already', async () => {
    await keepPart(archive);
    await run();
    expect(asked).to.deep.equal([]);
  });

  it('is deleted and refused when its bytes are others than pinned', async () => {
    for (const spoil of [
      () => keepPart(randomBytes(1000)),
      () => keepPart(randomBytes(archive.length + 10)),
      () => {
        answer = (_request, response) => response.end(randomBytes(archive.length));
        return Promise.resolve();
      },
    ]) {
      await spoil();
      expect(await codeOf(run())).to.equal('FABRIC_DOWNLOAD_FAILED');
      expect(await readdir(join(cacheDirectory, 'fabric'))).to.deep.equal([]);
    }
  });

  it('is not there, or nobody is reached', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    expect(await codeOf(run())).to.equal('FABRIC_DOWNLOAD_FAILED');
    server.closeAllConnections();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    await once(server, 'close');
    expect(await codeOf(downloadRelease({ release, cacheDirectory, url }))).to.equal(
      'FABRIC_DOWNLOAD_FAILED',
    );
    expect(await readdir(join(cacheDirectory, 'fabric'))).to.deep.equal([]);
  });

  it('is given up when nothing arrives any more', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': archive.length });
      response.write(archive.subarray(0, 10));
    };
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const options = { url, sha256: release.sha256, file: part(), silenceTimeoutMs: 50 };
    expect(await codeOf(fetchArchive(options))).to.equal('FABRIC_DOWNLOAD_FAILED');
  });

  it('cannot write outside its folder', async () => {
    const link = (packing: Pack): void => {
      packing.entry({ name: 'bin/peer', type: 'symlink', linkname: '/etc/passwd' });
    };
    for (const bytes of [
      await archiveOf({ 'bin/../../../outside': 'x' }),
      await archiveOf({ 'bin//x': 'x' }),
      await archiveOf({}, link),
      Buffer.from('no archive'),
      gzipSync(Buffer.from('no tar archive'.repeat(100))),
    ]) {
      use(bytes);
      expect(await codeOf(run())).to.equal('FABRIC_DOWNLOAD_FAILED');
      expect(await readdir(join(cacheDirectory, 'fabric'))).to.deep.equal(['3.1.5-linux-amd64.tar.gz.part']);
      expect(await codeOf(access(join(cacheDirectory, '..', 'outside')))).to.not.equal('none');
      await rm(part());
    }
  });

  it('says which folder cannot be written', async () => {
    await rm(cacheDirectory, { recursive: true });
    await writeFile(cacheDirectory, 'a file in its place');
    expect(await codeOf(run())).to.equal('DIRECTORY_UNUSABLE');
  });

  it('needs a checksum that is pinned or given', async () => {
    expect(selectRelease({ version: '3.1.5', system: 'linux', processor: 'x64' }).sha256).to.have.length(64);
    for (const options of [
      { version: '3.1.4', system: 'linux', processor: 'x64' },
      { version: '3.1.5', system: 'win32', processor: 'x64' },
      { version: '3.1.5', sha256: 'abc' },
      { version: 'constructor' },
    ]) {
      const select = (): Promise<Release> => Promise.resolve().then(() => selectRelease(options));
      expect(await codeOf(select())).to.equal('ARGUMENT_INVALID');
    }
  });
});
