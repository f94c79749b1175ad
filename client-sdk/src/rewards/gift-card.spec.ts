import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { createGiftCode, giftCodeToKey } from './gift-card';

describe('the code of a gift card', () => {
  it('is 130 bits that people can type, and the same key however they do', () => {
    const code = createGiftCode();
    expect(code).to.match(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]$/);
    expect(createGiftCode()).not.to.equal(code);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(giftCodeToKey(typed)).to.equal(giftCodeToKey(code));
    expect(giftCodeToKey(code)).to.match(/^-----BEGIN PRIVATE KEY-----/);
    expect(giftCodeToKey(createGiftCode())).not.to.equal(giftCodeToKey(code));
  });

  it('is the same key for ever', () => {
    const key = giftCodeToKey('01234-56789-ABCDE-FGHJK-MNPQR-S');
    expect(createHash('sha256').update(key).digest('hex')).to.equal(
      'b495dcc2b1f41fc1bdfa820e8ef8bb48794d424df2c48816691a39701954539c',
    );
  });

  it('is refused where it is shorter than 128 bits, or no random code', () => {
    const short = createGiftCode().slice(0, -2);
    for (const code of [
      short,
      '',
      '1234',
      'A'.repeat(26),
      `${createGiftCode()}A`,
      'U'.repeat(26),
      7,
      undefined,
    ]) {
      expect(() => giftCodeToKey(code), String(code))
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    }
  });
});
