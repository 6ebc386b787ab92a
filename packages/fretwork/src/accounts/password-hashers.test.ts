/** The encoded passwords that are read and written; the samples were made by Python's hashlib in Django's formats. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import {
  argon2Hasher,
  md5Hasher,
  type PasswordHasher,
  pbkdf2Hasher,
  randomText,
  scryptHasher,
} from './password-hashers.ts';

const PASSWORD = 'wonderland-42';

describe('the hashers', () => {
  it.each<[PasswordHasher, string]>([
    [pbkdf2Hasher(), 'pbkdf2_sha256$1000$saltsalt$iCDt/XdNflXdvKETCKlmSpo0G67QaKCoIc4yYmvRpBY='],
    [pbkdf2Hasher('sha1'), 'pbkdf2_sha1$1000$saltsalt$6WxAqYgmCQ8AeLRcPs/qvzB1jmA='],
    [
      scryptHasher(),
      'scrypt$1024$saltsalt$8$5$NZY+Udnlz9PI+7t3eWTHLzzAVxJwCAxn/z8RTyTXFEja33T1YjJF7m1G2o3afGE6tRVToGPDxILf0tzaOky9RA==',
    ],
    [
      scryptHasher(),
      'scrypt$16384$saltsalt$8$1$U9+gfU9JEM36MLIZQiYO6S9cVPfz/Pjzr6OWiIkgc3Y8pCupU8uO8NSh65tuIHZ4tv0U1afOnNNSMtRl3NIrIg==',
    ],
    [
      argon2Hasher(),
      'argon2$argon2id$v=19$m=102400,t=2,p=8$BdLLjtd8J/3l10A6yGgI+A$oHwDG0D5jGPYIvzo0sMCSFtj4MVt8T02QkSvY31Oi9w',
    ],
    [
      argon2Hasher(),
      'argon2$argon2i$v=19$m=8,t=1,p=1$bHUVKL/3lqvlCoEbc863Gg$3s4AMN3g8zU0HeU/nSpSdlXfkEaxmWEVCUAcUtwVjpQ',
    ],
    [md5Hasher(), 'md5$saltsalt$ebcabcaa072ff170c08b752ba97c9c3d'],
  ])('$algorithm reads %s', async (hasher, encoded) => {
    expect(encoded.startsWith(`${hasher.algorithm}$`)).toBe(true);
    expect(await hasher.verify(PASSWORD, encoded)).toBe(true);
    expect(await hasher.verify(`${PASSWORD} `, encoded)).toBe(false);
    expect(await hasher.verify('', encoded)).toBe(false);
    expect(hasher.mustUpdate(encoded)).toBe(hasher.algorithm !== 'md5');
  });

  it('hash UTF-8', async () => {
    const encoded = 'pbkdf2_sha256$1000$s$JuaJ/sCim/Hn0YrHVFCeALVWz13+XXIXSIZ05KO/qwk=';
    expect(await pbkdf2Hasher().verify('pässwörd 🔑', encoded)).toBe(true);
  });

  it.each([argon2Hasher(), pbkdf2Hasher('sha256', 1_000), scryptHasher({ cost: 1_024 }), md5Hasher()])(
    '$algorithm writes what it reads, with a new salt each time, short enough for the column',
    async (hasher) => {
      const [one, two] = await Promise.all([hasher.encode(PASSWORD), hasher.encode(PASSWORD)]);
      expect(one).not.toBe(two);
      expect(one.length).toBeLessThanOrEqual(128);
      expect(await hasher.verify(PASSWORD, one)).toBe(true);
      expect(await hasher.verify('Wonderland-42', two)).toBe(false);
      expect(hasher.mustUpdate(one)).toBe(false);
    },
  );

  it.each([argon2Hasher(), pbkdf2Hasher(), scryptHasher(), md5Hasher()])(
    '$algorithm refuses what it cannot read, and throws nothing',
    async (hasher) => {
      const tails = [
        '',
        '$',
        '$$',
        '$$$$$',
        '$1$s$',
        '$0$s$8$1$x',
        '$-1$s$8$1$x',
        '$1e9$s$8$1$x',
        '$3$s$8$1$x',
        '$argon2id$v=19',
      ];
      for (const tail of tails) expect(await hasher.verify(PASSWORD, hasher.algorithm + tail)).toBe(false);
      expect(await hasher.verify('', hasher.algorithm)).toBe(false);
    },
  );

  it('argon2 cannot be made too cheap', () => {
    expect(() => argon2Hasher({ memoryCost: 1_024, timeCost: 1 })).toThrow(ImproperlyConfigured);
    expect(argon2Hasher({ memoryCost: 19_456, timeCost: 2 }).algorithm).toBe('argon2');
  });

  it('draws random text from letters and digits', () => {
    expect(randomText(40)).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(randomText(40)).not.toBe(randomText(40));
  });
});
