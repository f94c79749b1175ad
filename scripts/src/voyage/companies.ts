/** The four example companies of the main job. */
export const companies = {
  forwarder: {
    mspId: 'ForwarderMSP',
    domain: 'forwarder.example.com',
    name: 'Example Forwarder, Kouvola',
    gln: '6400000000002',
    jurisdiction: 'FI-09',
  },
  airline: {
    mspId: 'AirlineMSP',
    domain: 'airline.example.com',
    name: 'Example Airline',
    gln: '0000000000017',
    jurisdiction: 'US-MI',
  },
  retailer: {
    mspId: 'RetailerMSP',
    domain: 'retailer.example.com',
    name: 'Example Retailer',
    gln: '0000000000024',
    jurisdiction: 'US-NV',
  },
  caterer: {
    mspId: 'CatererMSP',
    domain: 'caterer.example.com',
    name: 'Example Caterer',
    gln: '0000000000031',
    jurisdiction: 'US-NV',
  },
} as const;

export type CompanyRole = keyof typeof companies;
export const companyRoles = Object.keys(companies) as readonly CompanyRole[];

/** The airline's programme. */
export const programme = `${companies.airline.mspId}/miles`;
