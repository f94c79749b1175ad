import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';

/** Milliseconds since 1970 as messages have them. */
export function createTimestamp(timeMs: number): Timestamp {
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(timeMs / 1_000));
  timestamp.setNanos((timeMs % 1_000) * 1_000_000);
  return timestamp;
}
