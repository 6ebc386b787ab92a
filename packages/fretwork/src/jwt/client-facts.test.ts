/** What is remembered of clients: short, printable, and never an error of the database. */
import { describe, expect, it } from 'vitest';
import type { AppContext } from '../http/app-context.ts';
import { Request } from '../http/request.ts';
import { clientFactsOf, NO_CLIENT } from './client-facts.ts';

const factsOf = (userAgent: string | null, remoteAddress?: string) => {
  const raw = new globalThis.Request('http://testserver/', {
    headers: userAgent === null ? {} : { 'user-agent': userAgent },
  });
  return clientFactsOf(new Request(raw, { app: {} as AppContext, remoteAddress }));
};

describe('clientFactsOf', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64)', '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64)', '192.0.2.1'],
    [null, undefined, '', ''],
    ['x'.repeat(5_000), 'y'.repeat(5_000), 'x'.repeat(200), 'y'.repeat(45)],
    ['a\tb\x7fc', '::1\0', 'a b c', '::1'],
    ['ÿ'.repeat(300), '2001:db8::1', 'ÿ'.repeat(200), '2001:db8::1'],
  ])('of %j from %j', (sent, from, userAgent, address) => {
    expect(factsOf(sent, from)).toEqual({ userAgent, address, clientId: null });
  });

  it('names a client only where the view does', () => {
    const request = new Request(new globalThis.Request('http://testserver/'), { app: {} as AppContext });
    expect(clientFactsOf(request, 'phone')).toEqual({ ...NO_CLIENT, clientId: 'phone' });
  });
});
