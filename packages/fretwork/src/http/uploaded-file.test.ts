/** Names of files as clients send them. */
import { expect, it } from 'vitest';
import { sanitizeFileName, UploadedFile } from './uploaded-file.ts';

it.each([
  ['a.txt', 'a.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\temp\\x.doc', 'x.doc'],
  ['a\0b\r\n.txt', 'ab.txt'],
  ['exe\u202etxt.js', 'exetxt.js'], // would read backwards
  ['..', ''],
  ['x/', ''],
  [`${'n'.repeat(300)}.jpeg`, `${'n'.repeat(250)}.jpeg`],
])('cleans %j', (name, expected) => {
  expect(sanitizeFileName(name)).toBe(expected);
});

it('is a web file that prints as its name', async () => {
  const file = new UploadedFile(new TextEncoder().encode('hi'), 'x/y.txt', 'text/plain');
  expect(file).toBeInstanceOf(File);
  expect([file.name, file.size, file.contentType, await file.text(), JSON.stringify(file)]).toEqual([
    'y.txt',
    2,
    'text/plain',
    'hi',
    '"y.txt"',
  ]);
});
