/** Pairs of HS256 tokens by node:crypto alone, for the peer that is written by hand. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

const LIFETIME_SECONDS = { access: 300, refresh: 86_400 } as const;
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
const secret = process.env.JWT_SECRET ?? '';

export type TokenType = keyof typeof LIFETIME_SECONDS;
export interface Claims {
  readonly token_type: TokenType;
  readonly jti: string;
  readonly user_id: number;
  readonly exp: number;
}

const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

function issue(type: TokenType, userId: number): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { token_type: type, jti: randomUUID(), user_id: userId, iat: now, exp: now + LIFETIME_SECONDS[type] };
  const text = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${text}.${sign(text)}`;
}

export const issuePair = (userId: number) => ({ refresh: issue('refresh', userId), access: issue('access', userId) });

/** The claims of a token that is valid now; `undefined` for any other. */
export function readToken(token: string, type: TokenType): Claims | undefined {
  const [header, payload = '', signature = ''] = token.split('.');
  const expected = Buffer.from(sign(`${header}.${payload}`));
  const given = Buffer.from(signature);
  if (header !== HEADER || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims: Claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return claims.token_type === type && claims.exp > Date.now() / 1000 ? claims : undefined;
}
