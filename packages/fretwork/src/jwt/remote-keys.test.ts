/** Keys of another service: asked for seldom, within bounds, and from nowhere else. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { exportJWK, jwtVerify, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { remoteKeys } from './remote-keys.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const JWKS = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
const sign = (kid = 'one') => new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: RequestListener) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jwks`);
  const keys = remoteKeys(url);
  return { paths, verify: async (kid?: string) => (await jwtVerify(await sign(kid), keys)).payload };
}

describe('remoteKeys', () => {
  it('asks once for any number of tokens at the same moment, and keeps the answer', async () => {
    const { verify, paths } = await serve((_, response) => void setTimeout(() => response.end(JWKS), 30));
    const payloads = await Promise.all(Array.from({ length: 50 }, () => verify()));
    expect(payloads).toEqual(payloads.map(() => ({ a: 1 })));
    await verify();
    expect(paths).toEqual(['/jwks']);
  });

  it('does not ask again for every name that somebody makes up', async () => {
    const { verify, paths } = await serve((_, response) => response.end(JWKS));
    for (let i = 0; i < 20; i += 1) await expect(verify(`made-up-${i}`)).rejects.toThrow();
    expect(paths).toHaveLength(1);
  });

  it.each<[string, RequestListener]>([
    ['fails', (_, response) => void response.writeHead(500).end(JWKS)],
    ['sends elsewhere', (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
    ['sends no JSON', (_, response) => void response.end('<html>')],
    ['sends no keys', (_, response) => void response.end('{"keys": 7}')],
    ['hangs up', (request) => void request.socket.destroy()],
    ['sends too much', (_, response) => void response.end(`${JWKS}${' '.repeat(300_000)}`)],
    [
      'sends little that unpacks to much',
      (_, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JWKS + ' '.repeat(9e6))),
    ],
  ])('trusts nobody where the service %s', async (_, answer) => {
    const { verify, paths } = await serve(answer);
    await expect(verify()).rejects.toThrow();
    expect(paths).toEqual(['/jwks']);
  });

  it('leaves a service alone for a while that is down', async () => {
    const { verify, paths } = await serve((_, response) => void response.writeHead(503).end());
    for (let i = 0; i < 10; i += 1) await expect(verify()).rejects.toThrow();
    expect(paths).toHaveLength(1);
  });
});
