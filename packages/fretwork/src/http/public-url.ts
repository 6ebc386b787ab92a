/** The address that a client asked for, where proxies of ours end TLS. */

/**
 * A request's URL, with the scheme that the client used as far as it can be trusted.
 *
 * Each proxy of ours sets `X-Forwarded-Proto`, or adds to it as it does to `X-Forwarded-For`; without proxies the header is
 * not looked at. The host is that of `Host`, which proxies hand on.
 *
 * @param url As the server saw it.
 * @param forwardedProto The `X-Forwarded-Proto` header; untrusted.
 * @param numProxies How many of our proxies stand between.
 * @see Django `SECURE_PROXY_SSL_HEADER`
 */
export function publicUrlOf(url: string, forwardedProto: string | null, numProxies: number): URL {
  const seen = new URL(url);
  if (numProxies === 0 || forwardedProto === null) return seen;
  const schemes = forwardedProto.split(',');
  const scheme = schemes[Math.max(0, schemes.length - numProxies)]?.trim().toLowerCase();
  if (scheme === 'https' || scheme === 'http') seen.protocol = scheme;
  return seen;
}
