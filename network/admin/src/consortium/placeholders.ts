import { NetworkError } from '@kontti/fabric-protocol/base';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import type { YamlNode } from './yaml-node';

/** Puts values in the place of `{name}`; a name without a value is refused. */
export function fillPlaceholders(options: {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
  readonly node: YamlNode;
}): string {
  const { text, values, node } = options;
  return text.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    return node.refuse(
      `has no placeholder ${whole} here: use ${Object.keys(values)
        .map((known) => `{${known}}`)
        .join(', ')}`,
    );
  });
}

/** The companies that a policy names. @throws NetworkError CONSORTIUM_INVALID when it is no policy */
export function policyToCompanies(options: {
  readonly policy: string;
  readonly node: YamlNode;
}): readonly string[] {
  const { policy, node } = options;
  try {
    textToSignaturePolicy(policy);
  } catch (error) {
    if (error instanceof NetworkError) node.refuse(`is no policy: ${error.message}`);
    throw error;
  }
  return [...policy.matchAll(/'([^']*)\.[a-z]+'/g)].map(([, mspId = '']) => mspId);
}
