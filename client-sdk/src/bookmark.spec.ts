import { expect } from 'chai';
import { openBookmark, sealBookmark } from './bookmark';

const scope = { name: 'shipment:QueryShipments', conditions: { place: 'HEL' } };

const codeOf = (open: () => unknown): unknown => {
  try {
    return open();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('a bookmark', () => {
  it('opens for the query that gave it', () => {
    const sealed = sealBookmark('idx/place/HEL/ä', scope);
    expect(sealed).to.match(/^[\w-]+$/);
    expect(openBookmark(sealed, scope)).to.equal('idx/place/HEL/ä');
    expect(sealBookmark('', scope)).to.equal('');
  });

  it('is refused when it is garbage, changed, or of another query', () => {
    const sealed = sealBookmark('ForwarderMSP/S-1', scope);
    const garbage = ['', 'x', 'ForwarderMSP/S-1', `${sealed}A`, sealed.slice(0, -1), sealed.slice(1)];
    for (const bookmark of garbage) {
      expect(
        codeOf(() => openBookmark(bookmark, scope)),
        bookmark,
      ).to.equal('OPTIONS_INVALID');
    }
    const others = [
      { ...scope, name: 'shipment:QueryTransports' },
      { ...scope, conditions: { place: 'JFK' } },
    ];
    for (const other of others) {
      expect(codeOf(() => openBookmark(sealed, other))).to.equal('OPTIONS_INVALID');
    }
  });
});
