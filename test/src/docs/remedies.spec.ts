import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeToRemedy, infoToWords } from '@kontti/client-sdk/testing/remedies';
import { CONTRACT_ERRORS } from '@kontti/model';
import { expect } from 'chai';

const root = join(__dirname, '..', '..', '..');

/** The text of what starts with `{` there, up to the brace that closes it. */
function literalAt(text: string, start: number): string {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, index + 1);
  }
  throw new Error(`nothing closes ${text.slice(start, start + 80)}`);
}

/** A refusal as its source writes it: where, its code where that is written there, and what it is made of. */
interface Refusal {
  readonly file: string;
  readonly code: string;
  readonly literal: string;
}

function refusalsOf(folder: string): readonly Refusal[] {
  const source = join(root, folder, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/\.spec\.ts$|(^|\/)testing\//.test(path),
  );
  return files.flatMap((path) => {
    const text = readFileSync(join(source, path), 'utf8');
    return [...text.matchAll(/new (?:Contract|Model)Error\((?=\{)/g)].flatMap((match) => {
      const literal = literalAt(text, match.index + match[0].length);
      return [...literal.matchAll(/\bcode: [^,}]*?'([A-Z_]+)'/g)].map(([, code = '']) => {
        return { file: `${folder}/src/${path}`, code, literal };
      });
    });
  });
}

describe('remedies of refusals', () => {
  const refusals = ['chaincode', 'model'].flatMap(refusalsOf);

  const withoutField = refusals.filter(({ literal }) => !/\bfield\b(?!: '')/.test(literal));

  it('speak of no field where a refusal names none', () => {
    const wrong = withoutField.filter(({ code }) =>
      infoToWords({ code, message: '', field: '', details: {} }).remedy.includes('details.field'),
    );
    expect(wrong.map(({ file, code }) => `${file}: ${code}`)).to.deep.equal([]);
  });

  it('are words of their own for what contracts refuse without a field', () => {
    const wrong = withoutField.filter(
      ({ code }) => code in CONTRACT_ERRORS && codeToRemedy(code) === codeToRemedy('OF_TOMORROW'),
    );
    expect(wrong.map(({ file, code }) => `${file}: ${code}`)).to.deep.equal([]);
  });

  it('are looked for where refusals are', () => {
    expect(new Set(refusals.map(({ code }) => code))).to.include.all.keys('SEALS_MISSING', 'FIELD_MISSING');
  });
});
