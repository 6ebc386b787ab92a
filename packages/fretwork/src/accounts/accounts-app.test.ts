/** Which parts of accounts an app gets from its models. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type AnyModels, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { defineSettings } from '../settings/settings.ts';
import { createAccountsParts } from './accounts-app.ts';
import { accountModels, sessionModels, tokenModels } from './models.ts';
import { Passwords } from './passwords.ts';

const partsOf = (models: AnyModels, userModel = 'User') =>
  createAccountsParts({
    models,
    settings: defineSettings({ secretKey: 'a secret of good length', userModel }),
    now: () => new Date(),
  });
const cinema = { Session: { film: f.char({ maxLength: 100 }) }, Token: { value: f.integer() } };
const member = { Member: { email: f.email({ unique: true }), password: f.char({ maxLength: 128, secret: true }) } };

describe('createAccountsParts', () => {
  it.each<[string, AnyModels, string, readonly string[]]>([
    ['no models', {}, 'User', []],
    ['users', defineModels(accountModels), 'User', ['accounts']],
    ['sessions without users', defineModels({ ...sessionModels, ...tokenModels }), 'User', []],
    ['users and sessions', defineModels({ ...accountModels, ...sessionModels }), 'User', ['accounts', 'sessions']],
    ['users and tokens', defineModels({ ...accountModels, ...tokenModels }), 'User', ['accounts', 'authTokens']],
    ['sessions of a cinema', defineModels({ ...accountModels, ...cinema }), 'User', ['accounts']],
    [
      'users of another model',
      defineModels({ ...member, ...sessionModels, ...tokenModels }),
      'Member',
      ['accounts', 'authTokens', 'sessions'],
    ],
  ])('makes of %s what there is a place for', (_, models, userModel, expected) => {
    expect(Object.keys(partsOf(models, userModel)).toSorted()).toEqual(expected);
  });

  it('keeps passwords as it is told', () => {
    const passwords = new Passwords();
    const settings = defineSettings({ secretKey: 'a secret of good length' });
    const parts = createAccountsParts({
      models: defineModels(accountModels),
      settings,
      passwords,
      now: () => new Date(),
    });
    expect(parts.accounts?.passwords).toBe(passwords);
  });

  it('wants a user model that can log in', () => {
    expect(() => partsOf(defineModels({ User: { nick: f.char({ maxLength: 9 }) } }))).toThrow(ImproperlyConfigured);
  });
});
