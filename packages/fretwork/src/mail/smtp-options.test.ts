/** `smtp://…`: what it may say, and that nothing of it is ever repeated. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { parseSmtpUrl } from './smtp-options.ts';

describe('parseSmtpUrl', () => {
  it.each([
    [
      'smtp://mail.example.com',
      { host: 'mail.example.com', port: 587, secure: false, tls: 'opportunistic', verify: false, auth: null },
    ],
    ['smtp://mail.example.com:25/', { port: 25 }],
    ['smtps://mail.example.com', { port: 465, secure: true, verify: true }],
    ['smtp://u:p@mail.example.com', { tls: 'required', verify: true, auth: { user: 'u', pass: 'p' } }],
    ['smtp://u%40x.example:p%2F%3A@mail.example.com', { auth: { user: 'u@x.example', pass: 'p/:' } }],
    ['smtp://u:p@localhost:1025', { tls: 'opportunistic', verify: false }],
    ['smtp://u:p@127.0.0.1:1025', { tls: 'opportunistic' }],
    ['smtp://u:p@127.0.0.1.example.com', { tls: 'required' }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025 }],
    ['smtp://u:p@mail.example.com?tls=opportunistic', { tls: 'opportunistic', verify: false }],
    ['smtp://mail.example.com?tls=none', { tls: 'none' }],
    [
      'smtp://mail.example.com?tls=required&verify=false&name=shop.example',
      { tls: 'required', verify: false, name: 'shop.example' },
    ],
    ['smtp://mail.example.com?verify=true', { tls: 'opportunistic', verify: true }],
  ])('reads %s', (url, expected) => {
    expect(parseSmtpUrl(url)).toMatchObject(expected);
  });

  it.each([
    'smtp:',
    'smtp://',
    'smtp://:hunter2@',
    'smtp://u:hunter2@mail.example.com:port',
    'smtp://u:hunter2/x@mail.example.com',
    'smtp://u:hunter2@mail.example.com/path',
    'smtp://u:hunter2@mail.example.com#x',
    'smtp://u:hunter2%@mail.example.com',
    'smtp://u:hunter2@mail.example.com?hunter2=1',
    'smtp://u:hunter2@mail.example.com?__proto__=1',
    'smtp://u:hunter2@mail.example.com?tls=hunter2',
    'smtp://u:hunter2@mail.example.com?name=a%0d%0ahunter2',
  ])('refuses %s and repeats none of it', (url) => {
    let caught: unknown;
    try {
      parseSmtpUrl(url);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ImproperlyConfigured);
    expect(`${String(caught)} ${String((caught as Error).cause)}`).not.toContain('hunter2');
  });
});
