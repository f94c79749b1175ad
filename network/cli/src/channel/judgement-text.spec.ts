import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { judgeUpdate } from '@kontti/fabric-admin/channel';
import { changesOf } from '@kontti/fabric-admin/testing/change-fields';
import { createPlaces } from '@kontti/fabric-admin/testing/config-places';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { judgementToText } from './judgement-text';

/** No certificate: a place that expects one shows its bytes. */
const places = createPlaces(Buffer.from('pem'));

/** A channel whose elements are one version behind what is written at version 1: the update fits it. */
function channelBefore(update: common.ConfigUpdate): common.ConfigGroup {
  const channel = new common.ConfigGroup();
  const written = update.getWriteSet();
  written?.getValuesMap().forEach((value, name) => {
    if (value.getVersion() === 1) channel.getValuesMap().set(name, new common.ConfigValue());
  });
  written?.getPoliciesMap().forEach((policy, name) => {
    if (policy.getVersion() === 1) channel.getPoliciesMap().set(name, new common.ConfigPolicy());
  });
  return channel;
}

/** What is printed; a refusal shows that it is another update. */
function shown(update: common.ConfigUpdate, channel: common.ConfigGroup): string {
  const updateBytes = update.serializeBinary();
  try {
    const judgement = judgeUpdate({ channel, update, updateBytes, signatures: [] });
    return judgementToText(judgement, update.getChannelId());
  } catch (error) {
    if (error instanceof NetworkError) return error.message;
    throw error;
  }
}

const saysMore = /NOT WHOLE|all of it: kontti channel decode/;

describe('what sign and status print of an update', () => {
  for (const { name, make, wrap } of places) {
    it(`differs, or says that there is more, when any field of ${name} does`, () => {
      const message = make();
      const channel = channelBefore(wrap(message));
      const before = shown(wrap(message), channel);
      expect(before).to.include('changes of channel');
      for (const [path, apply] of changesOf(message, (root) => root, name)) {
        // Beside its version, what an update relies on or only repeats changes nothing.
        if (/^ConfigUpdate\.(ReadSet|WriteSet\.ModPolicy)/.test(path)) continue;
        const changed = make();
        apply(changed);
        const now = shown(wrap(changed), channel);
        if (now === before) expect(now, path).to.match(saysMore);
      }
    });
  }
});
