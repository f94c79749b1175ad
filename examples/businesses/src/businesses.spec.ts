import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BUSINESSES, PENDING } from './businesses';
import { STORIES } from './stories';

describe('every business that the ledger is for', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'businesses.md'), 'utf8');

  it('is shown by a story, or named as one that none shows yet', () => {
    const without = BUSINESSES.filter(({ stories }) => stories.length === 0).map(({ name }) => name);
    expect(without).to.deep.equal(PENDING);
  });

  it('names stories that run, and every story shows one', () => {
    const named = BUSINESSES.flatMap(({ stories }) => stories);
    expect([...new Set(named)].toSorted()).to.deep.equal(Object.keys(STORIES).toSorted());
  });

  it('is in the documentation, with its stories or as pending', () => {
    const missing = BUSINESSES.filter(({ name, stories }) => {
      const row = page.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? '';
      return stories.length === 0
        ? !/\| not yet +\|/.test(row)
        : !stories.every((story) => row.includes(`\`${story}\``));
    });
    expect(missing.map(({ name }) => name)).to.deep.equal([]);
  });
});
