import './bounded-lengths';
import { NetworkError } from './errors';

/** A generated message class. */
export interface MessageType<T> {
  deserializeBinary(bytes: Uint8Array): T;
}

/** What Go's protobuf library says of bytes that are no message. */
export const wireFormatRefusal = 'proto: cannot parse invalid wire-format data';

/** Decodes protobuf bytes that someone else sent. @throws NetworkError MALFORMED_MESSAGE */
export function decodeMessage<T>(options: { type: MessageType<T>; bytes: Uint8Array; name: string }): T {
  try {
    return options.type.deserializeBinary(options.bytes);
  } catch (cause) {
    throw new NetworkError({
      code: 'MALFORMED_MESSAGE',
      message: `error unmarshalling ${options.name}: ${wireFormatRefusal}`,
      details: { name: options.name },
      cause,
    });
  }
}
