import { batchesToBytes, decodeContractError } from '@kontti/model';
import { expect } from 'chai';
import '../index';
import { registerRequest } from './requests';
import { StrictSerializer, serializers } from './strict-serializer';

const schemaOf = (title: string) => ({ properties: { prop: { title } } });

describe('the transaction serializer', () => {
  const serializer = new StrictSerializer();

  function codeOf(data: Buffer, title = 'CompanyRequest'): string | undefined {
    try {
      serializer.fromBuffer(data, schemaOf(title));
    } catch (error) {
      return error instanceof Error ? decodeContractError(error.message)?.code : undefined;
    }
    return 'none';
  }

  it('is the one that fabric’s loader uses', () => {
    expect(serializers.serializers[serializers.transaction as 'strict']).to.equal(StrictSerializer);
  });

  it('makes requests of their class', () => {
    const { value } = serializer.fromBuffer(Buffer.from('{"mspId":"A"}'), schemaOf('CompanyRequest'));
    expect(value.constructor.name).to.equal('CompanyRequest');
    expect(value).to.deep.include({ mspId: 'A' });
  });

  it('refuses bytes that are no UTF-8, no JSON, or marked by their order', () => {
    expect(codeOf(Buffer.from([0x7b, 0xff, 0x7d]))).to.equal('JSON_SYNTAX');
    expect(codeOf(Buffer.from('\ufeff{"mspId":"A"}'))).to.equal('JSON_SYNTAX');
    expect(codeOf(Buffer.from('{"mspId":"A"} x'))).to.equal('JSON_SYNTAX');
    expect(codeOf(Buffer.from('{"mspId":1e400}'))).to.equal('FIELD_TYPE');
    expect(codeOf(Buffer.alloc(3 * 1024 * 1024, ' '))).to.equal('TOO_LARGE');
    expect(codeOf(Buffer.from('{}'), 'NoSuchRequest')).to.equal('INTERNAL');
  });

  it('says which request it does not know', () => {
    const detailsOf = (schema: Parameters<typeof serializer.fromBuffer>[1]) => {
      try {
        serializer.fromBuffer(Buffer.from('{}'), schema);
      } catch (error) {
        return error instanceof Error ? decodeContractError(error.message)?.details : undefined;
      }
      return undefined;
    };
    expect(detailsOf(schemaOf('NoSuchRequest'))).to.deep.equal({ title: 'NoSuchRequest' });
    expect(detailsOf({ properties: { prop: {} } })).to.deep.equal({ title: '' });
  });

  it('says why bytes are no text', () => {
    expect(() => serializer.fromBuffer(Buffer.from([0xff]), schemaOf('CompanyRequest'))).to.throw(/"UTF-8"/);
  });

  it('holds the text against the parameter, or says that bytes came in its place', () => {
    const { validateData } = serializer.fromBuffer(Buffer.from('{"mspId":"A"}'), schemaOf('CompanyRequest'));
    expect(validateData).to.equal('{"mspId":"A"}');
    const bytes = batchesToBytes([Buffer.from('x')]);
    expect(serializer.fromBuffer(bytes, schemaOf('ReadingSubmission')).validateData).to.equal('bytes');
  });

  it('knows each request by one class', () => {
    const classNamed = (name: string) => {
      const make = class {};
      Object.defineProperty(make, 'name', { value: name });
      return make;
    };
    const first = classNamed('RequestOfSpec');
    expect(registerRequest(first)).to.equal('RequestOfSpec');
    expect(registerRequest(first)).to.equal('RequestOfSpec');
    expect(() => registerRequest(classNamed('RequestOfSpec'))).to.throw(
      TypeError,
      'two request classes are named RequestOfSpec',
    );
  });

  it('writes canonical JSON, amounts as decimal strings', () => {
    const bytes = serializer.toBuffer({ b: 2n ** 63n - 1n, a: [1, undefined] });
    expect(String(bytes)).to.equal('{"a":[1,null],"b":"9223372036854775807"}');
  });
});
