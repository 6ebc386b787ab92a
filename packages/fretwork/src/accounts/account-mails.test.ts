/** The mails of accounts: what they say, and that what comes from users stays text. */
import { describe, expect, it } from 'vitest';
import { overrideTemplates } from '../mail/mail-template.ts';
import { accountMails } from './account-mails.ts';

const EVIL = '<script>alert(1)</script>';

describe('accountMails', () => {
  it.each(['signUpCode', 'loginCode', 'passwordResetCode', 'emailChangeCode'] as const)('%s shows its code', (name) => {
    const { subject, text, html } = accountMails[name]({ code: '012345', minutes: 10 });
    expect(subject).not.toContain('012345'); // subjects are shown on locked screens
    expect(text).toMatch(/^ {4}012345$/m);
    expect(text).toContain('10 minutes');
    expect(String(html)).toContain('>012345<');
  });

  it.each(['accountExists', 'noAccount', 'passwordChanged', 'emailChanged'] as const)(
    '%s names the address',
    (name) => {
      const { text, html } = accountMails[name]({ email: EVIL });
      expect(text).toContain(EVIL);
      expect(String(html)).not.toContain('<script>');
    },
  );

  it('says which device a login was of, where it says something', () => {
    expect(accountMails.tokenReused({ userAgent: 'Firefox' }).text).toContain('(Firefox)');
    expect(accountMails.tokenReused({ userAgent: '' }).text).not.toContain('(');
    expect(String(accountMails.tokenReused({ userAgent: EVIL }).html)).not.toContain('<script>');
  });

  it('can be overridden, with types', () => {
    const changes = { signUpCode: { subject: () => 'Welcome' } };
    expect(overrideTemplates(accountMails, changes)).toHaveLength(1);
    // @ts-expect-error no such template
    expect(overrideTemplates(accountMails, { signUpCodes: changes.signUpCode })).toEqual([]);
  });
});
