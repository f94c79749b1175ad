import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import { collectionToConfig, collectionToText, pluginsToLines } from '@kontti/fabric-admin/definitions';
import { applicationPolicyBytesToText } from '@kontti/fabric-protocol/policy';

/** A definition in the words of the `peer` command's JSON; policies and collections also as people write them. */
export function definitionToFields(definition: ChaincodeDefinition): Record<string, unknown> {
  const { version, sequence, endorsementPlugin, validationPlugin, validationParameter } = definition;
  return {
    sequence,
    version,
    endorsement_plugin: endorsementPlugin,
    validation_plugin: validationPlugin,
    validation_parameter: Buffer.from(validationParameter).toString('base64'),
    endorsement_policy: applicationPolicyBytesToText(validationParameter),
    collections: definition.collections.map(collectionToConfig),
    init_required: definition.initRequired,
  };
}

/** One line for each part of a definition. */
export function definitionToText(definition: ChaincodeDefinition): string {
  const { name, version, sequence, collections, initRequired, validationParameter } = definition;
  return [
    `chaincode ${name} ${version}, sequence ${sequence}${initRequired ? ', to be initialised' : ''}`,
    `  endorsement  ${applicationPolicyBytesToText(validationParameter)}`,
    ...pluginsToLines(definition).map((line) => `  ${line}`),
    ...collections.map((each) => `  collection   ${each.getName()} ${collectionToText(each)}`),
  ].join('\n');
}

/** Companies in the order of their names. */
export function sortedByCompany<T>(entries: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...entries].toSorted(([one], [other]) => (one < other ? -1 : 1));
}
