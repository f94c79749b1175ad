import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');

/** The fields that classes of the model declare as times. */
function timeFields(): readonly string[] {
  const source = join(root, 'model', 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const declared = files.flatMap((path) => [
    ...readFileSync(join(source, path), 'utf8').matchAll(/@(?:Optional)?Field\(time\) (\w+)/g),
  ]);
  return [...new Set(declared.map(([, name = '']) => name))].toSorted();
}

describe('a time of the model', () => {
  it('is a Date in the client, whatever record or request it is in', () => {
    const text = readFileSync(join(root, 'client-sdk', 'src', 'times.ts'), 'utf8');
    const [, list = ''] = /TIME_FIELD_NAMES = \[([^\]]*)\]/.exec(text) ?? [];
    const known = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    const fields = timeFields();
    expect(fields).to.include.members(['at', 'expiresAt']);
    expect(fields.filter((name) => !known.includes(name))).to.deep.equal([]);
  });
});
