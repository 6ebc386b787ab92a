/** Which renderer and which parser. */
import { describe, expect, it } from 'vitest';
import { NotAcceptable, NotFound } from '../errors.ts';
import { parseMediaType } from './media-type.ts';
import { DefaultContentNegotiation, firstOf, IgnoreClientContentNegotiation } from './negotiation.ts';
import { FormParser, JSONParser } from './parsers.ts';
import { BaseRenderer, JSONRenderer } from './renderers.ts';

class TextRenderer extends BaseRenderer {
  readonly mediaType = 'text/plain';
  readonly format = 'txt';
  render(data: unknown) {
    return String(data);
  }
}
const renderers = [new JSONRenderer(), new TextRenderer()];
const request = (accept: string | null, query = '') => ({
  header: (name: string) => (name === 'accept' ? accept : null),
  queryParams: new URLSearchParams(query),
  queryString: query,
});
const choose = (accept: string | null, query = '', suffix?: string, parameter: string | null = 'format') =>
  new DefaultContentNegotiation().selectRenderer(request(accept, query), renderers, { suffix, parameter });

describe('DefaultContentNegotiation', () => {
  it.each([
    [null, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['*/*; q=0.5', 'json'],
    ['text/*', 'txt'],
    ['APPLICATION/JSON', 'json'],
    ['text/html, text/plain, */*', 'txt'],
    ['text/plain, application/json', 'json'], // equally specific: the server's preference
    ['application/json;q=0.1, text/plain;q=0.9', 'json'], // as DRF: q does not count
  ])('accepts %j as %s', (accept, format) => {
    expect(choose(accept).renderer.format).toBe(format);
  });

  it('keeps the parameters of what was asked', () => {
    expect(choose('application/json; indent=4').mediaType.params.get('indent')).toBe('4');
    expect(choose('*/*; indent=4').mediaType).toMatchObject({ mainType: 'application' });
  });

  it.each(['text/html', 'application/xml;q=0.9', 'nonsense'])('refuses %s', (accept) => {
    expect(() => choose(accept)).toThrow(NotAcceptable);
  });

  it.each([
    ['format=txt', undefined, 'txt'],
    ['format=txt', 'json', 'json'], // the suffix goes before the parameter
  ])('takes the format of ?%s and suffix %s', (query, suffix, format) => {
    expect(choose(null, query, suffix).renderer.format).toBe(format);
  });

  it('has no renderer for an unknown format, and no parameter where there is none', () => {
    expect(() => choose(null, 'format=xml')).toThrow(NotFound);
    expect(choose(null, 'format=xml', undefined, null).renderer.format).toBe('json');
  });

  it('selects parsers by content type', () => {
    const select = (type: string) =>
      new DefaultContentNegotiation().selectParser(parseMediaType(type), [new JSONParser(), new FormParser()]);
    expect(select('application/json; charset=utf-8')).toBeInstanceOf(JSONParser);
    expect(select('application/x-www-form-urlencoded')).toBeInstanceOf(FormParser);
    expect(select('application/vnd.api+json')).toBeUndefined();
    expect(select('')).toBeUndefined();
  });
});

it('may ignore what clients ask for', () => {
  const negotiation = new IgnoreClientContentNegotiation();
  expect(negotiation.selectRenderer(request('text/html'), renderers).renderer.format).toBe('json');
  expect(negotiation.selectParser(parseMediaType('text/x'), [new JSONParser()])).toBeInstanceOf(JSONParser);
  expect(() => firstOf([])).toThrow(NotAcceptable);
});
