import { NetworkError } from './errors';

/** The error of who names a company that there is not; it says those that there are. */
export function unknownCompany(options: {
  readonly mspId: string;
  readonly known: Iterable<string>;
}): NetworkError {
  const { mspId } = options;
  const mspIds = [...options.known];
  const message = `The network has no company ${mspId}: it has ${mspIds.join(', ')}.`;
  return new NetworkError({ code: 'COMPANY_UNKNOWN', message, details: { mspId, mspIds } });
}

/** The company with an MSP id. @throws NetworkError COMPANY_UNKNOWN */
export function findCompany<T extends { readonly mspId: string }>(companies: readonly T[], mspId: string): T {
  const found = companies.find((company) => company.mspId === mspId);
  if (found === undefined) throw unknownCompany({ mspId, known: companies.map((each) => each.mspId) });
  return found;
}
