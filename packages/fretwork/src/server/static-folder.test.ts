/** StaticFolder: which files of a folder may be asked for, and in which forms they are sent. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { readStaticFolder } from './static-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fretwork-static-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text = name): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const names = (): readonly string[] => [...readStaticFolder(folder).keys()].sort();

describe('readStaticFolder', () => {
  it('lists files by their path, and an index.html for its folder too', () => {
    for (const name of ['index.html', 'assets/app-1a2b3c4d.js', 'help/index.html', 'a b/ü.txt']) write(name);
    expect(names()).toEqual(['', 'a b/ü.txt', 'assets/app-1a2b3c4d.js', 'help/', 'help/index.html', 'index.html']);
  });

  it('leaves out what is hidden, and what lies elsewhere', () => {
    for (const name of ['.env', '.git/config', 'assets/.htpasswd', '.well-known/security.txt', 'page.html'])
      write(name);
    symlinkSync('/etc/passwd', join(folder, 'passwd'));
    symlinkSync('/etc', join(folder, 'etc'));
    expect(names()).toEqual(['.well-known/security.txt', 'page.html']);
  });

  it('refuses a folder that is not there, or that is far too large', () => {
    expect(() => readStaticFolder(join(folder, 'nowhere'))).toThrow(ImproperlyConfigured);
    write('film.mp4', '');
    truncateSync(join(folder, 'film.mp4'), 100_000_001);
    expect(() => readStaticFolder(folder)).toThrow('holds more than 100 MB');
  });
});

describe('StaticFile', () => {
  const read = (name: string, text: string) => {
    write(name, text);
    const file = readStaticFolder(folder).get(name);
    if (file === undefined) expect.fail(`${name} was not read`);
    return file;
  };

  it.each([
    ['page.html', 'text/html; charset=utf-8'],
    ['app.js', 'text/javascript; charset=utf-8'],
    ['app.css', 'text/css; charset=utf-8'],
    ['logo.svg', 'image/svg+xml; charset=utf-8'],
    ['face.woff2', 'font/woff2'],
    ['app.webmanifest', 'application/manifest+json'],
    ['LICENSE', 'application/octet-stream'],
    ['odd.unknown', 'application/octet-stream'],
  ])('%s is %s', (name, type) => {
    expect(read(name, 'x').contentType).toBe(type);
  });

  it('is compressed where that is worth it, each form with its own entity tag', async () => {
    const text = 'let fret = "work";\n'.repeat(100);
    const file = read('app.js', text);
    expect(file.codings).toEqual(['br', 'gzip', 'identity']);
    expect(brotliDecompressSync(await file.body('br')).toString()).toBe(text);
    expect(gunzipSync(await file.body('gzip')).toString()).toBe(text);
    expect(new TextDecoder().decode(await file.body('identity'))).toBe(text);
    expect(await file.body('br')).toBe(await file.body('br')); // once
    expect(new Set(file.codings.map((coding) => file.etag(coding))).size).toBe(3);
    for (const [name, content] of [
      ['tiny.js', 'x'],
      ['photo.jpeg', text],
    ] as const)
      expect(read(name, content).codings).toEqual(['identity']);
  });

  it('has a tag that follows its contents', () => {
    const first = read('a.txt', 'one').etag('identity');
    expect(read('a.txt', 'two').etag('identity')).not.toBe(first);
    expect(read('b.txt', 'one').etag('identity')).toBe(first);
  });
});
