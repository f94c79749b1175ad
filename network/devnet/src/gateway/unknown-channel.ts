/** What the gateway says of a channel that its peer has not joined. Mirrors core/peer/configtx_processor.go and registry.go config. */
export function unknownChannel(channelId: string): string {
  return `failed to get config for channel [${channelId}]: could not get last config for channel ${channelId}`;
}
