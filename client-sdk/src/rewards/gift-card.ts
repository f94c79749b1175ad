import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { GIFT_CODE_LENGTH } from '../limits';
import { optionError } from '../options/check-options';

/** 32 signs without those that people take for others. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 5;

/** A new code of 130 random bits, in groups of five signs. */
export function createGiftCode(): string {
  const signs = Array.from(randomBytes(GIFT_CODE_LENGTH), (byte) => SIGNS[byte % SIGNS.length] ?? '').join(
    '',
  );
  return signs.replace(new RegExp(`.{${GROUP}}(?=.)`, 'g'), '$&-');
}

/**
 * The private key that a code is, as PEM. What people mistype for signs of a code counts as these.
 * @throws OPTIONS_INVALID for a code of fewer than 130 bits, or one that nobody drew at random
 */
export function giftCodeToKey(code: unknown): string {
  const signs =
    typeof code === 'string'
      ? code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
      : '';
  const isCode = signs.length === GIFT_CODE_LENGTH && Array.from(signs).every((sign) => SIGNS.includes(sign));
  // 26 random signs have about 18 different ones; fewer than 8 in less than one of 10^9 cards.
  if (!isCode || new Set(signs).size < GIFT_SIGNS_MIN) {
    throw optionError({ option: 'code', rule: 'a code of createGiftCode: 130 random bits' });
  }
  const seed = createHash('sha256').update(`kontti.giftCard.v1\0${signs}`).digest();
  const der = Buffer.concat([ED25519_PKCS8, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

const GIFT_SIGNS_MIN = 8;

/** What precedes the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
