/** A new password that will not do is told under its field. */
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { defineSettings, type PasswordValidator } from '../settings/settings.ts';
import { requireGoodPassword } from './new-password.ts';

const appWith = (passwordValidators?: readonly PasswordValidator[]) => {
  const settings = defineSettings({ secretKey: 'a-secret-key-of-at-least-thirty-two-bytes', passwordValidators });
  return { app: { settings } as AppContext };
};
const refuse = (text: string): PasswordValidator => ({
  validate: () => {
    throw new ValidationError(text, 'odd');
  },
});

describe('requireGoodPassword', () => {
  it('tells everything that is wrong, with its codes', async () => {
    const check = requireGoodPassword('newPassword', 'x', null, appWith([refuse('one'), refuse('two')]));
    await expect(check).rejects.toMatchObject({
      messages: { newPassword: ['one', 'two'] },
      codes: { newPassword: ['odd', 'odd'] },
    });
  });

  it('goes by the usual rules where the settings have none', async () => {
    await expect(requireGoodPassword('p', '12345678', null, appWith())).rejects.toThrow(ValidationError);
    await expect(requireGoodPassword('p', 'correct horse battery', null, appWith())).resolves.toBeUndefined();
  });

  it('passes on what is no refusal', async () => {
    const broken: PasswordValidator = { validate: () => Promise.reject(new TypeError('on purpose')) };
    await expect(requireGoodPassword('p', 'x', null, appWith([broken]))).rejects.toThrow(TypeError);
  });
});
