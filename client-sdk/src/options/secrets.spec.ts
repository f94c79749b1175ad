import { inspect } from 'node:util';
import { expect } from 'chai';
import { connect } from '../connect';
import { KonttiError } from '../errors';
import { openToken } from '../identity/token';
import { createLotKey, createWalletKeys } from '../lot/lot-key';
import { createWallet } from '../loyalty/wallet';
import { createRecordTree } from '../record/record-tree';
import { createPrivateRecords, verifyCommitment } from '../record/private-records';
import { createScriptedSession } from '../testing/scripted-session';
import { SYSTEM_TIMERS } from '../gateway/timers';

const SECRET = 'correct-horse-battery-staple';

/** What a caller gets to see of a call that was given a secret in a wrong place. */
async function shownBy(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    expect(error).to.be.instanceOf(KonttiError).and.to.include({ code: 'OPTIONS_INVALID' });
    return [String(error), JSON.stringify(error), inspect(error, { depth: 10 })].join('\n');
  }
  throw new TypeError('an error is expected');
}

describe('errors about options', () => {
  const person = { mspId: 'AMSP', certificate: 'x', endpoint: 'localhost:1' };
  const { context } = createScriptedSession(SYSTEM_TIMERS);
  const records = createPrivateRecords(context);
  const calls: readonly (readonly [string, () => unknown])[] = [
    ['connect, passphrase', () => connect({ ...person, privateKey: 'x', passphrase: SECRET } as never)],
    ['connect, signer', () => connect({ ...person, signer: SECRET } as never)],
    ['connect, private key', () => connect({ ...person, privateKey: [SECRET] } as never)],
    [
      'connect, TLS',
      () =>
        connect({
          ...person,
          privateKey: 'x',
          tlsClient: { certificate: 'x', privateKey: 'x', passphrase: SECRET },
        } as never),
    ],
    [
      'connect, folder',
      () =>
        connect({ organizations: '.', mspId: 'AMSP', endpoint: 'localhost:1', passphrase: SECRET } as never),
    ],
    ['connect', () => connect(SECRET as never)],
    ['openToken', () => openToken({ library: 'x', pin: SECRET } as never)],
    ['createWallet', () => createWallet(SECRET as never)],
    ['createWalletKeys', () => createWalletKeys(SECRET as never, [])],
    ['createLotKey', () => createLotKey(SECRET as never)],
    ['privateRecords.keep', () => records.keep({ value: SECRET } as never)],
    ['verifyCommitment', () => verifyCommitment({ value: SECRET, salt: SECRET, commitment: 'x' } as never)],
    ['createRecordTree', () => createRecordTree([SECRET] as never)],
  ];
  for (const [what, call] of calls) {
    it(`do not show a secret in a wrong place: ${what}`, async () => {
      expect(await shownBy(call)).to.not.include(SECRET);
    });
  }

  it('say of which kind it is, so that the mistake is seen', async () => {
    const passphrase = (value: unknown) => () =>
      connect({ ...person, privateKey: 'x', passphrase: value } as never);
    expect(await shownBy(passphrase(SECRET))).to.include('passphrase is a text and has to be a function');
    expect(await shownBy(passphrase(''))).to.include('is an empty text');
    expect(await shownBy(passphrase(1234)))
      .to.include('is a number')
      .and.not.include('1234');
    expect(await shownBy(passphrase(Buffer.from('1234')))).to.include('is 4 bytes');
    expect(await shownBy(passphrase(null))).to.include('is null');
  });
});
