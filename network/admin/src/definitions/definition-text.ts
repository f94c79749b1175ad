import type { peer } from '@hyperledger/fabric-protos';
import { withDefinitionDefaults, type ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import { collectionToConfig } from './collections-config';

const none: ChaincodeDefinition = {
  ...{ name: '', version: '', sequence: 0, initRequired: false, collections: [] },
  ...{ endorsementPlugin: '', validationPlugin: '', validationParameter: new Uint8Array() },
};

/** All that companies agree to of a collection, behind its name. */
export function collectionToText(collection: peer.StaticCollectionConfig): string {
  const { policy, endorsementPolicy, ...rest } = collectionToConfig(collection);
  const { requiredPeerCount, maxPeerCount, blockToLive, memberOnlyRead, memberOnlyWrite } = rest;
  const endorsement = endorsementPolicy?.signaturePolicy ?? endorsementPolicy?.channelConfigPolicy;
  return [
    `of ${policy}`,
    `endorsed by ${endorsement ?? "the chaincode's policy"}`,
    blockToLive === 0 ? 'kept for ever' : `kept for ${blockToLive} blocks`,
    `read by ${memberOnlyRead ? 'members only' : 'anybody'}`,
    `written by ${memberOnlyWrite ? 'members only' : 'anybody'}`,
    `handed to ${requiredPeerCount} to ${maxPeerCount} other peers`,
  ].join(', ');
}

/** A line for each plugin that is not the peers' own. */
export function pluginsToLines(definition: ChaincodeDefinition): readonly string[] {
  const usual = withDefinitionDefaults(none);
  const { endorsementPlugin, validationPlugin } = definition;
  const isUsual = (name: string, own: string): boolean => name === '' || name === own;
  return [
    ...(isUsual(endorsementPlugin, usual.endorsementPlugin)
      ? []
      : [`endorsement plugin ${endorsementPlugin}`]),
    ...(isUsual(validationPlugin, usual.validationPlugin) ? [] : [`validation plugin ${validationPlugin}`]),
  ];
}
