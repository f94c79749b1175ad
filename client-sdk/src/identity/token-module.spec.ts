import { expect } from 'chai';
import { createLibrary, failureOf, refused } from '../testing/memory-token';
import { codeOf, openModule } from './token-module';
import type { Driver } from './token-module';

const CKR_ALREADY_INITIALIZED = 0x191;

/** A driver whose libraries note what is called, and fail to start with a code. */
function createDriver(failure?: number): { readonly load: () => Driver; readonly calls: string[] } {
  const calls: string[] = [];
  class PKCS11 {
    constructor() {
      return Object.assign(createLibrary({ pairs: [] }), {
        load: (library: string) => calls.push(`load ${library}`),
        close: () => calls.push('close'),
        C_Initialize() {
          calls.push('initialize');
          if (failure !== undefined) throw refused(failure);
        },
        C_Finalize: () => calls.push('finalize'),
      });
    }
  }
  return { load: () => ({ PKCS11 }) as unknown as Driver, calls };
}

describe('a library of PKCS #11', () => {
  it('is started once for all tokens of a process, and ended with the last', () => {
    const { load, calls } = createDriver();
    const [first, second] = [openModule('/a.so', load), openModule('/a.so', load)];
    expect(second.pkcs11).to.equal(first.pkcs11);
    const other = openModule('/b.so', load);
    expect(other.pkcs11).not.to.equal(first.pkcs11);
    first.release();
    expect(calls).to.deep.equal(['load /a.so', 'initialize', 'load /b.so', 'initialize']);
    second.release();
    other.release();
    expect(calls.slice(4)).to.deep.equal(['finalize', 'close', 'finalize', 'close']);
    openModule('/a.so', load).release();
    expect(calls.slice(8)).to.deep.equal(['load /a.so', 'initialize', 'finalize', 'close']);
  });

  it('is used where something else in the process started it, and left to that in the end', () => {
    const { load, calls } = createDriver(CKR_ALREADY_INITIALIZED);
    openModule('/shared.so', load).release();
    expect(calls).to.deep.equal(['load /shared.so', 'initialize', 'close']);
  });

  it('that does not start is refused, and tried again by the next token', () => {
    const failing = failureOf(() => openModule('/broken.so', createDriver(0x30).load));
    expect([failing.code, codeOf(failing.cause)]).to.deep.equal(['TOKEN_UNUSABLE', 0x30]);
    expect(failing.message).to.include('/broken.so');
    const { load, calls } = createDriver();
    openModule('/broken.so', load).release();
    expect(calls).to.deep.equal(['load /broken.so', 'initialize', 'finalize', 'close']);
  });

  it('needs a package that says which it is where it is missing', () => {
    const cause = new Error('Cannot find module');
    const missing = failureOf(() =>
      openModule('/c.so', () => {
        throw cause;
      }),
    );
    expect([missing.code, missing.details['package']]).to.deep.equal(['TOKEN_DRIVER_MISSING', 'pkcs11js']);
    expect(missing.cause).to.equal(cause);
    expect(['TOKEN_DRIVER_MISSING', 'TOKEN_UNUSABLE']).to.include(
      failureOf(() => openModule('/nowhere/none.so')).code,
    );
  });

  it('names errors by its return value, where they have one', () => {
    expect([refused(7), new Error('text'), { code: '7' }, undefined].map(codeOf)).to.deep.equal([
      ...[7, undefined, undefined, undefined],
    ]);
  });
});
