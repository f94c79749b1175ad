import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKontti, startKontti } from '../testing/kontti-command';

const text = `channel: freight
governance: majority
companies:
  - { mspId: AMSP, domain: a.example.com, peers: 2 }
  - { mspId: BMSP, domain: b.example.com }
collections:
  - { each: company, name: 'seal_{company}', policy: 'OR({members})' }
`;

describe('kontti consortium', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-consortium-'));
    file = join(directory, 'consortium.yaml');
    await writeFile(file, text);
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('checks a file, and prints its collections', async () => {
    const checked = await runKontti('consortium', 'check', file, '--json');
    expect(JSON.parse(checked.output)).to.deep.include({ event: 'valid', channel: 'freight' });
    const { output } = await runKontti('consortium', 'collections', file);
    expect((JSON.parse(output) as { name: string }[]).map(({ name }) => name)).to.deep.equal([
      'seal_AMSP',
      'seal_BMSP',
    ]);
  });

  it('says in one line where a file is wrong', async () => {
    await writeFile(file, text.replace('governance: majority', 'governance: nobody'));
    const { exitCode, errors } = await runKontti('consortium', 'check', file);
    expect(exitCode).to.equal(1);
    expect(errors).to.include(`${file}:2:13: governance`);
    expect(errors.trim().split('\n')).to.have.length(1);
  });

  it('is what a network starts from; what is said on the command line wins', async () => {
    const dir = join(directory, 'net');
    const up = startKontti(
      'network',
      'up',
      '--dir',
      dir,
      '--consortium',
      file,
      '--peer-port',
      '0',
      '--json',
      '--channel',
      'mine',
    );
    try {
      const ready = await up.next();
      expect(ready).to.include({ event: 'ready', channelId: 'mine' });
      expect((ready['companies'] as { mspId: string }[]).map(({ mspId }) => mspId)).to.deep.equal([
        'AMSP',
        'BMSP',
      ]);
    } finally {
      await runKontti('network', 'down', '--dir', dir);
      await up.ended;
    }
  });
});
