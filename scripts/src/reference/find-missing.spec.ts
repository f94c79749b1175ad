import { expect } from 'chai';
import { findMissing } from './find-missing';

describe('API reference', () => {
  it('is held against what a package exports', () => {
    const project = {
      name: 'all',
      children: [{ name: 'sdk', children: [{ name: 'connect' }, { name: 'Client' }] }],
    };
    const declarations = `
export { connect } from './connect';
export type { Client, Options } from './client';
export { type Kept as Shown } from './shown';
`;
    expect(findMissing(project, declarations)).to.deep.equal(['Options', 'Shown']);
  });
});
