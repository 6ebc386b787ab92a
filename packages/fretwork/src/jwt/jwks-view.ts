/** JWKSView: the public keys of this app, for those who verify its tokens. */
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { APIView } from '../views/api-view.ts';
import { jwtOf } from './context.ts';

/**
 * Publishes the public keys that tokens of this app may be signed with; usually at `/.well-known/jwks.json`.
 *
 * Open to everybody. Secrets are never among them: an app that signs with HMAC publishes an empty set.
 *
 * @see RFC 7517 section 5; RFC 8414 `jwks_uri`
 */
export class JWKSView extends APIView {
  override authenticationClasses = [];
  override permissionClasses = [];
  override throttleClasses = [];
  /** How long others may keep the answer; a new key should be listed for longer before it signs. */
  readonly maxAgeSeconds: number = 300;

  override async get(request: Request): Promise<Response> {
    const keys = jwtOf(request).settings.verifyingKeys.flatMap(({ jwk }) => jwk ?? []);
    return new Response(
      { keys },
      {
        headers: { 'cache-control': `public, max-age=${this.maxAgeSeconds}` },
        contentType: 'application/jwk-set+json',
      },
    );
  }
}
