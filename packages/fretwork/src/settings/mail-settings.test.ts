/** The `mail` settings: defaults, and what is refused when the app starts. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type MailSettings, resolveMailSettings } from './mail-settings.ts';

describe('resolveMailSettings', () => {
  it('fills in the defaults', () => {
    expect(resolveMailSettings()).toEqual({
      from: 'webmaster@localhost',
      timeoutMs: 30_000,
      maxAttempts: 24,
      retryAfterMs: 5_000,
      retryAtMostMs: 3_600_000,
      pollIntervalMs: 30_000,
      concurrency: 4,
      keepContent: false,
      keepForMs: 30 * 86_400_000,
      layout: undefined,
      templates: [],
    });
  });

  it('reads lengths of time', () => {
    expect(resolveMailSettings({ timeout: '10s', retryAfter: 2 })).toMatchObject({
      timeoutMs: 10_000,
      retryAfterMs: 2_000,
    });
  });

  it.each<[string, MailSettings]>([
    ['mail.timeout', { timeout: 0 }],
    ['mail.timeout', { timeout: '1h' }],
    ['mail.retryAfter', { retryAfter: 'soon' as '1s' }],
    ['mail.maxAttempts', { maxAttempts: 0 }],
    ['mail.maxAttempts', { maxAttempts: 1.5 }],
    ['mail.concurrency', { concurrency: 1000 }],
    ['mail.form', { form: 'shop@example.com' } as MailSettings],
  ])('refuses %s', (name, settings) => {
    expect(() => resolveMailSettings(settings)).toThrow(ImproperlyConfigured);
    expect(() => resolveMailSettings(settings)).toThrow(name);
  });
});
