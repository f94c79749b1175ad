import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

/** The rooms of all packages, as `<package's folder>/<room>`, in the order in which ARCHITECTURE.md lists them. */
export function listedRooms(): readonly string[] {
  return [
    ...listedUnder('Rooms of `network/`').map((name) => `network/${name}`),
    ...listedUnder('Rooms of the other packages').map((name) => name.replace('/src/', '/')),
  ];
}

function listedUnder(heading: string): readonly string[] {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const [, rest = ''] = text.split(`\n### ${heading}\n`);
  const [section = ''] = rest.split(/\n###? /);
  return [...section.matchAll(/^\| `([a-z-]+(?:\/[a-z-]+)+)\/` /gm)].map(([, name = '']) => name);
}
