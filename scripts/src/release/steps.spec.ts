import { expect } from 'chai';
import { findObstacles, releaseSteps } from './steps';

describe('a release', () => {
  const found = { changes: '', changelog: '# Changelog\n\n## 0.2.0\n\nMore.\n', tags: ['v0.1.0'] };
  const release = { version: '0.2.0', publishes: false };

  it('begins when nothing is against it', () => {
    expect(findObstacles(release, found)).to.deep.equal([]);
  });

  it('does not begin without a version, with changes, without its section in the changelog, or twice', () => {
    const obstacles = (version: string, other = {}): number =>
      findObstacles({ ...release, version }, { ...found, ...other }).length;
    expect(obstacles('two')).to.equal(2);
    expect(obstacles('0.3.0')).to.equal(1);
    expect(obstacles('0.2.0', { changes: ' M README.md' })).to.equal(1);
    expect(obstacles('0.2.0', { tags: ['v0.2.0'] })).to.equal(1);
  });

  it('publishes only when it is asked to, and after every check', () => {
    const commands = (publishes: boolean): string[] =>
      releaseSteps({ ...release, publishes }).map(({ command }) => command.slice(0, 3).join(' '));
    const checked = [
      'npm ci',
      'npm run clean',
      'npm run check',
      'npm run consumer-check',
      'npx lerna version',
    ];
    expect(commands(false)).to.deep.equal(checked);
    expect(commands(true)).to.deep.equal([...checked, 'npx lerna publish']);
  });

  it('leaves the ranges by which packages depend on one another', () => {
    const commands = releaseSteps(release).map(({ command }) => command);
    const version = commands.find(([, , name]) => name === 'version');
    // lerna writes a caret before each version unless it is told otherwise.
    expect(version).to.include('--force-publish').and.not.to.include('--exact');
  });
});
