import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findObstacles, releaseSteps } from './steps';

const help = `Makes a release of all packages.

  npm run release -- VERSION [--publish] [--dry-run]

Checks everything, sets the version in every package, commits and tags; CHANGELOG.md has to have a section for the version.
  --publish   publishes what npm does not have yet, and needs a login there
  --dry-run   says what would be done
`;

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      publish: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [version, ...rest] = positionals;
  if (values.help || version === undefined || rest.length > 0) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const release = { version, publishes: values.publish };
  const obstacles = findObstacles(release, {
    changes: git('status', '--porcelain'),
    changelog: readFileSync('CHANGELOG.md', 'utf8'),
    tags: git('tag').split('\n'),
  });
  for (const obstacle of obstacles) process.stderr.write(`release: ${obstacle}\n`);
  if (obstacles.length > 0) return 2;
  for (const { purpose, command } of releaseSteps(release)) {
    process.stdout.write(`release: ${purpose}: ${command.join(' ')}\n`);
    if (values['dry-run']) continue;
    const [file, ...args] = command;
    const { status } = spawnSync(file, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    if (status !== 0) return 1;
  }
  return 0;
}

process.exitCode = main();
