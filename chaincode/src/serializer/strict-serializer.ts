import { ModelError, canonicalJson, parseRequest } from '@kontti/model';
import { ContractError, toWireError } from '../errors';
import { requestForms } from './requests';

interface ParameterSchema {
  readonly properties: { readonly prop: { readonly title?: string } };
}

/** What fabric's data marshaller expects: the method's argument, and what to hold against the parameter's schema. */
interface Unmarshalled {
  readonly value: object;
  readonly validateData: string;
}

/** Turns the one argument of a transaction, JSON or a request's own binary form, into its request, and results into canonical JSON. */
export class StrictSerializer {
  /** Kontti's contracts return text that is canonical already; the metadata of fabric's own system contract is an object. */
  toBuffer(result: unknown): Buffer {
    return Buffer.from(typeof result === 'string' ? result : canonicalJson(result));
  }

  /** @throws Error in its wire form, naming the field and the rule */
  fromBuffer(data: Uint8Array, schema: ParameterSchema): Unmarshalled {
    try {
      const { title = '' } = schema.properties.prop;
      const forms = requestForms(title);
      if (forms === undefined) throw new ContractError({ code: 'INTERNAL', details: { title } });
      const { type, binary } = forms;
      const value = binary?.fromBytes(data);
      // Fabric's loader holds some text against the parameter's schema, which says that it is text.
      if (value !== undefined) return { value, validateData: 'bytes' };
      const text = utf8(data);
      const request = parseRequest(type, text);
      return { value: binary?.fromRequest(request) ?? request, validateData: text };
    } catch (error) {
      throw toWireError(error);
    }
  }
}

function utf8(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new ModelError({ code: 'JSON_SYNTAX', field: '', rule: 'UTF-8' });
  }
}

/** What fabric-shim's loader takes: the name of the serializer of transactions, and the serializers by name. */
export const serializers = {
  transaction: 'strict',
  serializers: { strict: StrictSerializer },
};
