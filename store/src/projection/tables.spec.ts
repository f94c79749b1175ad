import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROJECTED_TABLES } from './tables';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'projection.md'), 'utf8');

describe('tables of a projection', () => {
  it('are those that docs/projection.md lists, with their columns and keys', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.map((row) => {
      const [, name = '', columns = ''] = row.split('|').map((cell) => cell.trim());
      return { name, columns };
    });
    const expected = PROJECTED_TABLES.map(({ name, columns, key }) => ({
      name: `\`${name}\``,
      columns: Object.keys(columns)
        .map((column) => (key.includes(column) ? `**\`${column}\`**` : `\`${column}\``))
        .join(', '),
    }));
    expect(listed).to.deep.equal(expected);
  });

  it('have keys and indexes of their own columns, keys without null', () => {
    for (const { name, columns, key, indexes } of PROJECTED_TABLES) {
      expect(Object.keys(columns), name).to.include.members([...key, ...indexes.flat()]);
      expect(
        key.map((column) => columns[column]).filter((type) => !type?.endsWith('NOT NULL')),
        name,
      ).to.deep.equal([]);
    }
  });
});
