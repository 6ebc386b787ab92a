/** Bodies as clients send them, well-meaning or not. */
import { describe, expect, it } from 'vitest';
import { ContentTooLarge, ParseError } from '../errors.ts';
import type { QueryDict } from '../serializers/query-dict.ts';
import { parseMediaType } from './media-type.ts';
import { type BaseParser, FileUploadParser, FormParser, JSONParser, MultiPartParser } from './parsers.ts';
import { UploadedFile } from './uploaded-file.ts';

const limits = { maxBytes: 1000, maxFields: 3, maxFiles: 1 };
const parse = (
  parser: BaseParser,
  body: string | Uint8Array,
  type: string,
  kwargs = {},
  headers = {},
  maxBytes = limits.maxBytes,
) => {
  const raw = new Request('http://test/', {
    method: 'POST',
    body: body as BodyInit,
    headers: { 'content-type': type, ...headers },
  });
  return parser.parse(raw, parseMediaType(type), { limits: { ...limits, maxBytes }, kwargs });
};
const json = (body: string | Uint8Array, type = 'application/json') => parse(new JSONParser(), body, type);

describe('JSONParser', () => {
  it.each([
    ['{"a": [1, null, "é"]}', { a: [1, null, 'é'] }],
    ['12345678901234567890', 12345678901234567890n],
    ['[-9007199254740993, 9007199254740991]', [-9007199254740993n, 9007199254740991]],
    ['1234567890123456.5', 1234567890123456.5], // not an integer: stays a number
    ['{"digits": "12345678901234567890"}', { digits: '12345678901234567890' }],
  ])('reads %s', async (text, expected) => {
    expect(await json(text)).toEqual(expected);
  });

  it.each(['{', '', 'NaN', '{"a": 1,}', '\ufeff{}'])('refuses %j', async (text) => {
    await expect(json(text)).rejects.toThrow(/^JSON parse error - /);
  });

  it('refuses bytes that are not text', async () => {
    await expect(json(new Uint8Array([0x22, 0xff, 0x22]))).rejects.toThrow(
      'JSON parse error - the body is not valid utf-8',
    );
  });

  it('reads the charset that the header names, and does not believe an unknown one', async () => {
    expect(await json(new Uint8Array([0x22, 0xe9, 0x22]), 'application/json; charset=latin1')).toBe('é');
    expect(await json('"é"', 'application/json; charset=klingon')).toBe('é');
  });

  it('keeps prototype keys as data', async () => {
    const value = (await json('{"__proto__": {"admin": true}}')) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('admin' in value).toBe(false);
  });

  it.each([
    [500, true],
    [501, false],
  ])('reads %i levels: %j', async (levels, isRead) => {
    const reading = parse(new JSONParser(), '['.repeat(levels) + ']'.repeat(levels), 'application/json', {}, {}, 1e6);
    if (isRead) await expect(reading).resolves.toHaveLength(1);
    else await expect(reading).rejects.toThrow('JSON parse error - more than 500 levels');
  });

  it('counts neither what is beside another nor what is in a text as a level', async () => {
    for (const text of [`[${'[],'.repeat(600)}1]`, JSON.stringify(['['.repeat(600), '\\"[{'.repeat(600)])]) {
      await expect(parse(new JSONParser(), text, 'application/json', {}, {}, 1e6)).resolves.toBeInstanceOf(Array);
    }
  });

  it('survives nesting without end', async () => {
    const parser = new JSONParser();
    const text = '['.repeat(500_000);
    const raw = new Request('http://test/', { method: 'POST', body: text });
    const reading = parser.parse(raw, parseMediaType('application/json'), {
      limits: { ...limits, maxBytes: 1e7 },
      kwargs: {},
    });
    await expect(reading).rejects.toBeInstanceOf(ParseError);
  });
});

describe('FormParser', () => {
  const form = async (body: string) =>
    (await parse(new FormParser(), body, 'application/x-www-form-urlencoded')) as QueryDict;

  it.each([
    ['a=1&b=two+words&c=%C3%A9', { a: '1', b: 'two words', c: 'é' }],
    ['a=1&a=2&=x', { a: '2', '': 'x' }],
    ['a', { a: '' }],
  ])('reads %s', async (body, expected) => {
    expect({ ...(await form(body)).toJSON() }).toEqual(expected);
  });

  it('keeps every value, and takes names for names', async () => {
    expect((await form('a=1&a=2')).getAll('a')).toEqual(['1', '2']);
    expect((await form('__proto__=x')).get('__proto__')).toBe('x');
  });

  it('refuses more fields than allowed', async () => {
    await expect(form('a&b&c&d')).rejects.toBeInstanceOf(ParseError);
    await expect(form('a&b&c')).resolves.toBeDefined();
  });
});

describe('MultiPartParser', () => {
  const part = (head: string, body: string) => `--XyZ\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
  const multipart = async (...parts: readonly string[]) =>
    (await parse(
      new MultiPartParser(),
      `${parts.join('')}--XyZ--\r\n`,
      'multipart/form-data; boundary=XyZ',
    )) as QueryDict;

  it('reads fields and files', async () => {
    const data = await multipart(
      part('name="a"', '1'),
      part('name="a"', 'é\r\nline'),
      part('name="f"; filename="../../x/a.txt"\r\nContent-Type: text/plain', 'hello'),
    );
    expect(data.getAll('a')).toEqual(['1', 'é\r\nline']);
    const file = data.get('f') as UploadedFile;
    expect(file).toBeInstanceOf(UploadedFile);
    expect([file.name, file.size, file.contentType, await file.text()]).toEqual(['a.txt', 5, 'text/plain', 'hello']);
  });

  it('takes an empty file input for none', async () => {
    expect((await multipart(part('name="f"; filename=""', ''))).has('f')).toBe(false);
  });

  it.each([
    ['two files', [part('name="a"; filename="a"', 'x'), part('name="b"; filename="b"', 'x')]],
    ['four fields', 'abcd'.split('').map((name) => part(`name="${name}"`, 'x'))],
    ['a thousand parts', Array.from({ length: 15 }, () => part('name="a"', ''))],
  ])('refuses %s', async (_what, parts) => {
    await expect(multipart(...parts)).rejects.toBeInstanceOf(ParseError);
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary=other'])(
    'refuses a body that %s does not fit',
    async (type) => {
      await expect(parse(new MultiPartParser(), '--XyZ--', type)).rejects.toThrow(/^Multipart form parse error - /);
    },
  );
});

describe('FileUploadParser', () => {
  const upload = (headers: Record<string, string>, kwargs = {}) =>
    parse(new FileUploadParser(), 'é', 'text/plain', kwargs, headers);

  it.each([
    [{}, { filename: 'notes.txt' }, 'notes.txt'],
    [{ 'content-disposition': 'attachment; filename="a \\"b\\".txt"' }, {}, 'a "b".txt'],
    [{ 'content-disposition': 'attachment; filename=plain.bin' }, {}, 'plain.bin'],
    [{ 'content-disposition': "attachment; filename=x; filename*=UTF-8''%C3%A9.txt" }, {}, 'é.txt'],
    [{ 'content-disposition': 'attachment; filename="../../etc/passwd"' }, {}, 'passwd'],
  ])('names the file by %j and %j', async (headers, kwargs, name) => {
    const { file } = (await upload(headers as Record<string, string>, kwargs)) as { file: UploadedFile };
    expect([file.name, file.size]).toEqual([name, 2]);
  });

  it.each([
    {},
    { 'content-disposition': "attachment; filename*=UTF-8''%FF" },
    { 'content-disposition': 'attachment; filename=".."' },
  ])('refuses a file without a name: %j', async (headers) => {
    await expect(upload(headers as Record<string, string>)).rejects.toThrow(/^Missing filename\./);
  });
});

it('refuses bodies beyond the limit, announced or not', async () => {
  await expect(json(`"${'x'.repeat(2000)}"`)).rejects.toBeInstanceOf(ContentTooLarge);
});
