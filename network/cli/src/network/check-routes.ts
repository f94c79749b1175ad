import type { Invocation } from '@kontti/fabric-protocol/envelopes';
import type { Devnet } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { NodeRole } from '@kontti/fabric-protocol/msp';
import { textField, type ControlRoutes } from '../control/server';

type Body = Record<string, unknown>;

const roles: readonly NodeRole[] = ['client', 'admin', 'peer', 'orderer'];

function invalid(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

function toInvocation(value: unknown): Invocation {
  const { args } = (value ?? {}) as Body;
  if (Array.isArray(args) && args.every((arg) => typeof arg === 'string')) return { args };
  throw invalid('An invocation has a list of texts as its args.');
}

function invocationsField({ invocations }: Body): readonly Invocation[] {
  if (Array.isArray(invocations)) return invocations.map(toInvocation);
  throw invalid('The request has no list of invocations.');
}

function attributesField({ attributes = {} }: Body): Readonly<Record<string, string>> {
  if (typeof attributes !== 'object' || attributes === null) throw invalid('Attributes are texts by name.');
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

/** What is tried out on a devnet over its control endpoint. */
export function checkRoutes(devnet: Devnet): ControlRoutes {
  return {
    'POST /policy-matrix': async (body) => {
      const { company = devnet.companies[0]?.mspId, role: asked = 'client' } = body;
      const role = roles.find((known) => known === asked);
      if (role === undefined || typeof company !== 'string') throw invalid('The caller is no identity.');
      const attributes = attributesField(body);
      const name = 'policy-matrix';
      const identity = await devnet.company(company).createIdentity({ name, role, attributes });
      const chaincode = textField(body, 'chaincode');
      return { ...(await devnet.policyMatrix({ chaincode, invocations: invocationsField(body), identity })) };
    },
  };
}
