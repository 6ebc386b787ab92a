/** What a response becomes on the wire: headers, content type, cookies, and no body where there may be none. */
import { describe, expect, it } from 'vitest';
import { parseMediaType } from './media-type.ts';
import { renderResponse } from './render.ts';
import { BaseRenderer, JSONRenderer } from './renderers.ts';
import type { Request } from './request.ts';
import { Response } from './response.ts';

class PlainText extends BaseRenderer {
  readonly mediaType = 'text/plain';
  readonly format = 'txt';
  render(data: unknown): string {
    return String(data);
  }
}

const render = (
  response: Response,
  { method = 'GET', renderer = new JSONRenderer() as BaseRenderer, negotiated = true, vary = '' } = {},
) =>
  renderResponse(response, {
    request: {
      method,
      acceptedRenderer: negotiated ? renderer : undefined,
      acceptedMediaType: parseMediaType(renderer.mediaType),
      app: { responseHeaders: { 'x-frame-options': 'DENY' } },
    } as unknown as Request,
    view: null,
    renderers: [renderer],
    headers: { allow: 'GET, HEAD', vary },
  });

describe('renderResponse', () => {
  it('writes the body with the negotiated renderer, and the headers of app, view and response', async () => {
    const answer = render(new Response({ a: 1 }, { status: 201, headers: { 'X-Own': 'yes' } }), { vary: 'Accept' });
    expect(answer.status).toBe(201);
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'application/json',
      'x-frame-options': 'DENY',
      allow: 'GET, HEAD',
      vary: 'Accept',
      'x-own': 'yes',
    });
    expect(await answer.text()).toBe('{"a":1}');
  });

  it('uses the first renderer where negotiation failed, with its charset', async () => {
    const answer = render(new Response('hello'), { renderer: new PlainText(), negotiated: false });
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe('hello');
  });

  it('joins what the response and the view vary by', () => {
    const answer = render(new Response(null, { headers: { vary: 'Cookie' } }), { vary: 'Accept' });
    expect(answer.headers.get('vary')).toBe('Cookie, Accept');
  });

  it.each([
    [new Response(null, { status: 204 }), 'GET'],
    [new Response({ a: 1 }, { status: 304 }), 'GET'],
    [new Response({ a: 1 }), 'HEAD'],
  ])('sends no body for status or method, case %#', async (response, method) => {
    expect(await render(response, { method }).text()).toBe('');
  });

  it('sends every cookie in a line of its own', () => {
    const response = new Response(null);
    response.setCookie('a', '1');
    response.setCookie('b', '2');
    expect(render(response).headers.getSetCookie()).toEqual([
      expect.stringMatching(/^a=1;/),
      expect.stringMatching(/^b=2;/),
    ]);
  });
});
