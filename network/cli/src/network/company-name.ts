import { organizationToName, readOrganization } from '@kontti/fabric-admin/access';

/** The MSP id of a tree's company, which people name by it or by its domain. @throws NetworkError COMPANY_UNKNOWN */
export async function nameToMspId(options: { directory: string; company: string }): Promise<string> {
  const { directory, company } = options;
  return organizationToName(await readOrganization(directory, company));
}
