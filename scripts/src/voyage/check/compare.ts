import { companyRoles, type CompanyRole } from '../companies';

/** One thing that was recomputed, and what each company that can see it found on the ledger. */
export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly found: readonly Finding[];
}

/** What one company found, and whether it is what was expected. */
export interface Finding {
  readonly company: CompanyRole;
  readonly actual: string;
  readonly ok: boolean;
}

type Amount = bigint | number;

/** A check that each of these companies makes by what it saw itself. */
export function compare(
  name: string,
  options: {
    readonly expected: Amount;
    readonly by?: readonly CompanyRole[];
    readonly actual: (company: CompanyRole) => Amount;
  },
): Check {
  const { expected, by = companyRoles, actual } = options;
  const found = by.map((company) => {
    const text = String(actual(company));
    return { company, actual: text, ok: text === String(expected) };
  });
  return { name, expected: String(expected), found };
}

export function sumOf(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) {
    sum += amount;
  }
  return sum;
}
