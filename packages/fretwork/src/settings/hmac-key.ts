/** A secret that signs tokens: by node:crypto, which answers at once where WebCrypto goes by way of a thread. */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * A secret, bound to one hash; it cannot be exported again.
 *
 * Signatures only: the token's algorithm, type and claims are for whoever asks.
 *
 * @see RFC 7515; RFC 7518 section 3.2
 */
export class HmacKey {
  readonly #key: KeyObject;
  readonly #hash: string;

  /** @param hash As WebCrypto calls it: `SHA-256`. */
  constructor(key: KeyObject, hash: string) {
    this.#key = key;
    this.#hash = hash;
  }

  /**
   * Signs a header and a payload.
   *
   * @param header JSON text.
   * @param payload JSON text.
   * @returns Compact JWS.
   */
  sign(header: string, payload: string): string {
    const text = `${encodePart(header)}.${encodePart(payload)}`;
    return `${text}.${this.#signatureOf(text)}`;
  }

  /** Whether the key signed a token; takes the same time for every wrong signature. @param token Compact JWS; untrusted. */
  verifies(token: string): boolean {
    const end = token.lastIndexOf('.');
    const given = Buffer.from(token.slice(end + 1), 'latin1');
    const own = Buffer.from(this.#signatureOf(token.slice(0, Math.max(0, end))), 'latin1');
    return given.byteLength === own.byteLength && timingSafeEqual(given, own);
  }

  // Text, because a buffer of its own costs more than the digest.
  #signatureOf(text: string): string {
    return createHmac(this.#hash, this.#key).update(text).digest('base64url');
  }
}

const encodePart = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
