/** The public keys of an app as others read them. */
import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { path, urlpatterns } from '../routers/path.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { defineSettings } from '../settings/settings.ts';
import { JWKSView } from './jwks-view.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const SECRET = 'an-hmac-secret-of-at-least-thirty-two-bytes';

async function publish(jwt: JwtSettings, headers: Record<string, string> = {}) {
  const settings = defineSettings({ secretKey: 'x'.repeat(40), jwt: { rotateRefreshTokens: false, ...jwt } });
  const app = createApp({ settings, urls: urlpatterns(path('.well-known/jwks.json', JWKSView, 'jwks')) });
  const response = await app.fetch(new Request('https://shop.example/.well-known/jwks.json', { headers }));
  return { app, response, body: await response.json() };
}

describe('JWKSView', () => {
  it('publishes what verifies tokens of this app, the announced key included', async () => {
    const keys = [
      { algorithm: 'ES256', signingKey: ec.privateKey, kid: 'now' },
      { algorithm: 'EdDSA', verifyingKey: ed.publicKey, kid: 'next' },
    ] as const;
    const { app, response, body } = await publish({ keys });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(body.keys.map(({ kid }: { kid: string }) => kid)).toEqual(['now', 'next']);
    const token = String(await app.jwt?.backend.encode({ user_id: '1' }));
    expect((await jwtVerify(token, createLocalJWKSet(body))).payload).toEqual({ user_id: '1' });
  });

  it.each<[string, JwtSettings]>([
    ['a secret', { signingKey: SECRET }],
    ['secrets', { keys: [{ kid: 'a', signingKey: SECRET }] }],
    ['keys of another service', { algorithm: 'ES256', jwkUrl: 'https://idp.example/jwks' }],
  ])('publishes nothing of %s', async (_, jwt) => {
    expect((await publish(jwt)).body).toEqual({ keys: [] });
  });

  it('publishes no private number', async () => {
    const { body } = await publish({ algorithm: 'ES256', signingKey: ec.privateKey });
    expect(JSON.stringify(body)).not.toContain(String(ec.privateKey.export({ format: 'jwk' }).d));
    expect(Object.keys(body.keys[0]).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it.each<Record<string, string>>([
    { accept: 'application/json, application/jwk-set+json' },
    { authorization: 'Bearer garbage' },
  ])('is open to everybody: %j', async (headers) => {
    expect((await publish({ signingKey: SECRET }, headers)).response.status).toBe(200);
  });
});
