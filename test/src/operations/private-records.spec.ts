import { verifyCommitment } from '@kontti/client-sdk';
import type { KonttiError } from '@kontti/client-sdk';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { ALPHA, createCompanies, refusalOf } from './companies';
import type { Companies } from './companies';

const value = Buffer.from('passport P123');
const salt = Buffer.alloc(32, 7);
const recordId = `${ALPHA}/${'0a'.repeat(16)}`;
const commitment = createHash('sha256').update(salt).update(value).digest('hex');

describe('private records', () => {
  let companies: Companies;

  beforeEach(async () => {
    companies = await createCompanies();
  });

  it('are read by members of the jurisdiction alone, and show a salted hash', async () => {
    const { alpha, beta, bank } = companies;
    const where = { recordId, jurisdiction: 'FI' };
    const kept = await alpha.privateRecords.keep({ ...where, value, salt });
    expect(kept.result).to.include({ recordId, commitment });
    for (const client of [alpha, beta]) {
      const read = await client.privateRecords.read(where);
      expect({ ...read }).to.deep.equal({ value, salt, commitment });
    }
    expect(await refusalOf(bank.privateRecords.read(where))).to.match(/^(NOT_FOUND|NOT_A_PARTY)/);
    expect(await refusalOf(alpha.privateRecords.read({ recordId }))).to.match(/^NOT_FOUND/);
  });

  it('get an id and a salt that nobody can guess, and stay with the own company unless asked otherwise', async () => {
    const { alpha, beta } = companies;
    const [first, second] = [
      (await alpha.privateRecords.keep({ value })).result,
      (await alpha.privateRecords.keep({ value })).result,
    ];
    expect(first.recordId).to.match(new RegExp(`^${ALPHA}/[0-9a-f]{32}$`));
    expect(second.recordId).not.to.equal(first.recordId);
    expect(second.commitment).not.to.equal(first.commitment);
    const read = await alpha.privateRecords.read({ recordId: first.recordId });
    expect([read.value, read.salt.length]).to.deep.equal([value, 32]);
    expect(await refusalOf(beta.privateRecords.read({ recordId: first.recordId }))).not.to.equal('done');
  });

  it('are shown to whoever gets value and salt, by a published commitment', async () => {
    const { alpha, bank } = companies;
    await alpha.privateRecords.keep({ recordId, value, salt });
    const commitments = [{ recordId, commitment }];
    await alpha.privateRecords.publish({ ref: 'may', commitments });
    const published = await bank.privateRecords.getCommitment({ recordId });
    expect(published).to.include({ commitment });
    verifyCommitment({ value, salt, commitment: published.commitment });
  });

  it('are erased with their salt, and the fact says so', async () => {
    const { alpha, bank } = companies;
    const where = { recordId, jurisdiction: 'FI' };
    await alpha.privateRecords.keep({ ...where, value, salt });
    await alpha.privateRecords.publish({ ref: 'may', commitments: [{ ...where, commitment }] });
    const before = (await bank.privateRecords.getCommitment({ recordId })).status;
    const erased = await alpha.privateRecords.erase({ ...where, reason: 'the customer asked for it' });
    expect(erased.result.key).to.contain(recordId);
    expect(await refusalOf(alpha.privateRecords.read(where))).to.match(/^NOT_FOUND/);
    expect((await bank.privateRecords.getCommitment({ recordId })).status).not.to.equal(before);
  });

  it('are refused with unusable values, before anything is sent', async () => {
    const { privateRecords } = companies.alpha;
    const before = companies.ledger.transactions.length;
    const erasing = { recordId, reason: 'asked for' };
    const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => privateRecords.keep({ value: new Uint8Array(0) }), 'OPTIONS_INVALID request.value'],
      [() => privateRecords.keep({} as never), 'OPTIONS_INVALID request.value'],
      [() => privateRecords.keep({ value, salt: 'salt' } as never), 'OPTIONS_INVALID request.salt'],
      [
        () => privateRecords.keep({ value, jurisdiction: 5 } as never),
        'OPTIONS_INVALID request.jurisdiction',
      ],
      [() => privateRecords.keep({ value, endorsers: [] }), 'OPTIONS_INVALID request.endorsers'],
      [
        () => privateRecords.keep({ value, endorsers: Array<string>(17).fill('A') }),
        'OPTIONS_INVALID request.endorsers',
      ],
      [() => privateRecords.keep({ value, recordId: '' }), 'OPTIONS_INVALID request.recordId'],
      [() => privateRecords.keep({ value, recordId: `${ALPHA}/short` }), 'FIELD_FORMAT recordId'],
      [() => privateRecords.erase({ ...erasing, endorsers: [] }), 'OPTIONS_INVALID request.endorsers'],
      [() => privateRecords.erase({ recordId } as never), 'FIELD_MISSING reason'],
      [() => privateRecords.read({ recordId: 'x' }), 'FIELD_FORMAT recordId'],
    ];
    for (const [call, refusal] of cases) expect(await refusalOf(call())).to.equal(refusal);
    expect(companies.ledger.transactions.length).to.equal(before);
  });

  it('are not proved by other values, salts or commitments', () => {
    const evidence = { value, salt, commitment };
    const codeOf = (changed: object): string => {
      try {
        verifyCommitment({ ...evidence, ...changed });
        return 'proved';
      } catch (error) {
        const { code, details } = error as KonttiError;
        return 'option' in details ? `${code} ${String(details['option'])}` : code;
      }
    };
    // The bytes are the same where the boundary between salt and value is another one.
    const moved = {
      salt: Buffer.concat([salt, value.subarray(0, 1)]),
      value: value.subarray(1),
    };
    expect(codeOf({})).to.equal('proved');
    expect(codeOf({ value: Buffer.from('passport P124') })).to.equal('EVIDENCE_INVALID');
    expect(codeOf({ commitment: 'ab'.repeat(32) })).to.equal('EVIDENCE_INVALID');
    expect(codeOf(moved)).to.equal('EVIDENCE_INVALID');
    expect(codeOf({ commitment: 'AB'.repeat(32) })).to.equal('OPTIONS_INVALID evidence.commitment');
    expect(codeOf({ salt: undefined })).to.equal('OPTIONS_INVALID evidence.salt');
    expect(codeOf({ value: 'text' })).to.equal('OPTIONS_INVALID evidence.value');
  });
});
