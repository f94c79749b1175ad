/** Who may do what in a company, by the policies of fabric-samples' test network: roles by name of the policy. */
export const companyRoles: Readonly<Record<string, readonly string[]>> = {
  Readers: ['admin', 'peer', 'client'],
  Writers: ['admin', 'client'],
  Admins: ['admin'],
  Endorsement: ['peer'],
};
