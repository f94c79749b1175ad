import { CONTRACT_ERRORS } from '@kontti/model';
import { expect } from 'chai';
import { codeToRemedy, infoToWords } from './chaincode-remedies';

describe('words for errors of the chaincode', () => {
  it('have a remedy for each code, also for one that this version does not know', () => {
    for (const code of [...Object.keys(CONTRACT_ERRORS), 'OF_TOMORROW']) {
      expect(codeToRemedy(code), code).to.match(/^[A-Z].*[^.]$/);
    }
    expect(codeToRemedy('OF_TOMORROW')).to.equal(codeToRemedy('FIELD_TYPE'));
  });

  it('say for what else a batch was signed', () => {
    const words = (code: string, field: string) =>
      infoToWords({ code, field, message: 'as the chaincode says', details: {} });
    for (const reason of ['channel', 'chaincode', 'container']) {
      const { text, remedy } = words('BATCH_CONTEXT', `batches[2].header.${reason}`);
      expect(text).to.equal(`batches[2].header.${reason}: the batch was signed for another ${reason}`);
      expect(remedy).to.include(reason === 'container' ? "shipment's own container" : `this ${reason}`);
    }
    expect(words('BATCH_CONTEXT', 'batches[2]').text).to.equal('as the chaincode says');
    expect(words('STATE', 'a.container')).to.deep.equal({
      text: 'as the chaincode says',
      remedy: codeToRemedy('STATE'),
    });
  });
});
