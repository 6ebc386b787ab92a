/** openMailTransport: the setting `email`. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { ConsoleTransport } from './console-transport.ts';
import { FileTransport } from './file-transport.ts';
import { openMailTransport } from './mail-transport.ts';
import { SmtpTransport } from './smtp-transport.ts';

describe('openMailTransport', () => {
  it.each([
    ['console:', ConsoleTransport],
    ['file:./sent', FileTransport],
    ['file:/var/sent', FileTransport],
    ['file:///var/sent', FileTransport],
    ['smtp://127.0.0.1:1025', SmtpTransport],
    ['smtps://u:p@mail.example.com', SmtpTransport],
  ])('opens %s', (url, Class) => {
    expect(openMailTransport({ url, timeoutMs: 1000 })).toBeInstanceOf(Class);
  });

  it('sends nothing for mailbox:', () => {
    expect(openMailTransport({ url: 'mailbox:', timeoutMs: 1000 })).toBeNull();
  });

  it.each([
    '',
    'smtp',
    'hunter2',
    'http://u:hunter2@x',
    'console:hunter2',
    'file:',
    'file://hunter2/x',
    'mailbox:hunter2',
    'constructor:x',
  ])('refuses %j and repeats none of it', (url) => {
    expect(() => openMailTransport({ url, timeoutMs: 1000 })).toThrow(ImproperlyConfigured);
    expect(() => openMailTransport({ url, timeoutMs: 1000 })).not.toThrow(/hunter2/);
  });
});
