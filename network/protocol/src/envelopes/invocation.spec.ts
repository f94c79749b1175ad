import { expect } from 'chai';
import { NetworkError } from '../base/errors';
import { textToInvocation } from './invocation';

describe('an invocation as the peer command takes it', () => {
  it('names the function first or apart', () => {
    for (const text of [
      '{"Args":["put","a"]}',
      '{"args":["put","a"]}',
      '{"function":"put","Args":["a"]}',
      '{"Function":"put","args":["a"]}',
    ]) {
      expect(textToInvocation(text), text).to.deep.equal({ args: ['put', 'a'] });
    }
  });

  it('is nothing else', () => {
    for (const text of ['', '[]', 'null', '{}', '{"Args":[]}', '{"Args":[1]}', '{"Args":["a"],"x":1}']) {
      expect(() => textToInvocation(text), text)
        .to.throw(NetworkError)
        .with.property('code', 'ARGUMENT_INVALID');
    }
  });
});
