/** Who is at the other end of the connection, where proxies stand between. */

/**
 * The client's address, as far as it can be trusted.
 *
 * Each proxy of ours appends the address that it saw; what stands before those entries came from the client and may
 * be a lie. Without proxies the header is not looked at.
 *
 * @param socketAddress Address of the connection itself.
 * @param forwardedFor The `X-Forwarded-For` header; untrusted.
 * @param numProxies How many of our proxies appended to it.
 * @see DRF `throttling.BaseThrottle.get_ident`, setting `NUM_PROXIES`
 */
export function remoteAddressOf(
  socketAddress: string | undefined,
  forwardedFor: string | null,
  numProxies: number,
): string | undefined {
  if (numProxies === 0 || !forwardedFor) return socketAddress;
  const addresses = forwardedFor.split(',');
  return addresses[Math.max(0, addresses.length - numProxies)]?.trim() || socketAddress;
}
