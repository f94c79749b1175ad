/** A business that the ledger is for, and the stories that show it. */
interface Business {
  readonly name: string;
  /** Names of stories; none while the business is one of {@link PENDING}. */
  readonly stories: readonly string[];
}

/** Every business that the ledger is for. */
export const BUSINESSES: readonly Business[] = [
  { name: 'Containers with devices', stories: ['containers'] },
  { name: 'Trades between companies', stories: ['trade'] },
  { name: 'Employee rewards', stories: ['rewards'] },
  { name: 'Airline loyalty with partners', stories: ['airline'] },
  { name: 'Settlement', stories: ['settlement'] },
  { name: 'Data that never leaves a jurisdiction', stories: ['jurisdiction'] },
  { name: 'Records of a battery maker', stories: ['battery'] },
  { name: 'Notarisation', stories: ['notarisation'] },
  { name: 'Devices', stories: ['meters', 'car'] },
  { name: 'Retail, luxury, pharma', stories: ['pharma'] },
  { name: 'Walk out and pay', stories: ['walkout'] },
  { name: 'Leases and content', stories: ['leases', 'car'] },
  { name: 'Mistakes', stories: ['mistakes'] },
];

/** Businesses that no story shows yet. */
export const PENDING: readonly string[] = [];
