/** Tokens that can be revoked: what follows from them, and when they are good no more. */
import { describe, expect, it } from 'vitest';
import { TokenError } from '../errors.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { createJwtContext, type JwtContext } from './context.ts';
import { RefreshToken, SlidingToken, UntypedToken } from './revocable-tokens.ts';
import { revokeRefreshToken, rotateRefreshToken } from './rotation.ts';
import { AccessToken, Token, type TokenClass } from './tokens.ts';

const STORE = await memoryTokenStore();

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';
const NOW = new Date('2026-01-02T03:04:05.678Z');
const NOW_SECONDS = Math.floor(NOW.getTime() / 1000);

const users = {
  usernameField: 'username',
  findByField: async () => ({
    ...{ id: 7, username: 'u', isActive: true, isAuthenticated: true, isStaff: false, isSuperuser: false },
  }),
  authenticate: async () => null,
  updateLastLogin: async () => {},
};
const contextWith = (settings: JwtSettings = {}) =>
  createJwtContext({ settings, secretKey: SECRET_KEY, store: STORE, users, now: () => NOW });

const jwt = contextWith();
const USER = { id: 7 };

describe('a refresh token', () => {
  it('gives an access token its own claims, with times and id of its own', async () => {
    const refresh = await RefreshToken.forUser(USER, jwt);
    refresh.set('role', 'editor');
    refresh.set('iat', 1);
    const access = refresh.accessToken;
    expect(access).toBeInstanceOf(AccessToken);
    expect(access.payload).toMatchObject({
      token_type: 'access',
      user_id: '7',
      role: 'editor',
      exp: NOW_SECONDS + 300,
      iat: NOW_SECONDS,
    });
    expect(access.get('jti')).not.toBe(refresh.get('jti'));
  });

  it('is no access token, nor the other way round', async () => {
    const refresh = await RefreshToken.forUser(USER, jwt);
    const wrong = new TokenError('Token has wrong type');
    await expect(AccessToken.parse(await refresh.encode(), jwt)).rejects.toThrow(wrong);
    await expect(RefreshToken.parse(await refresh.accessToken.encode(), jwt)).rejects.toThrow(wrong);
    await expect(SlidingToken.parse(await refresh.encode(), jwt)).rejects.toThrow(wrong);
  });

  it('has a successor with the same claims, a new id and a new life', async () => {
    const refresh = await RefreshToken.forUser(USER, jwt);
    refresh.set('role', 'editor');
    refresh.set('exp', 1);
    const next = refresh.successor();
    expect(next).toBeInstanceOf(RefreshToken);
    expect(next.payload).toMatchObject({ user_id: '7', role: 'editor', exp: NOW_SECONDS + 86_400 });
    expect(next.get('jti')).not.toBe(refresh.get('jti'));
  });

  it('is refused everywhere once it is revoked', async () => {
    const refresh = await RefreshToken.forUser(USER, jwt);
    const text = await refresh.encode();
    expect(await refresh.blacklist()).toBe(true);
    expect(await refresh.blacklist()).toBe(false);
    const blacklisted = new TokenError('Token is blacklisted');
    await expect(RefreshToken.parse(text, jwt)).rejects.toThrow(blacklisted);
    await expect(UntypedToken.parse(text, jwt)).rejects.toThrow(blacklisted);
  });

  it('cannot be revoked without a store', async () => {
    const settings = { rotateRefreshTokens: false };
    const bare: JwtContext = createJwtContext({ settings, secretKey: SECRET_KEY });
    const refresh = await RefreshToken.forUser(USER, bare);
    await expect(refresh.blacklist()).rejects.toThrow(/jwtModels/);
    await expect(RefreshToken.parse(await refresh.encode(), bare)).resolves.toBeInstanceOf(RefreshToken);
  });
});

describe('a sliding token', () => {
  it('stays revoked where it was renewed under the same id, whatever is forgotten meanwhile', async () => {
    const sliding = await SlidingToken.forUser(USER, jwt);
    expect(sliding.record.expiresAt).toEqual(new Date((NOW_SECONDS + 86_400 + 300) * 1000));
    await sliding.blacklist();
    sliding.setExp({ lifetimeSeconds: 1_200 }); // renewed shortly before it was revoked
    expect(await STORE.flushExpired(new Date((NOW_SECONDS + 600) * 1000))).toBe(0);
    await expect(SlidingToken.parse(await sliding.encode(), jwt)).rejects.toThrow('Token is blacklisted');
  });
});

describe('a token of any type', () => {
  it('may be of any type where none is asked for', async () => {
    for (const Class of [AccessToken, RefreshToken, SlidingToken]) {
      const text = await (await Class.forUser(USER, jwt)).encode();
      expect((await UntypedToken.parse(text, jwt)).get('token_type')).toBe(Class.tokenType);
    }
  });

  it.each<JwtSettings>([{}, { familyClaim: null }])(
    'is an access token whose refresh token was exchanged, with %j',
    async (settings) => {
      const own = contextWith(settings);
      const refresh = await RefreshToken.forUser(USER, own);
      const [text, access] = [await refresh.encode(), await refresh.accessToken.encode()];
      const pair = await rotateRefreshToken(text, own);
      for (const good of [access, pair.access, pair.refresh ?? '']) {
        await expect(UntypedToken.parse(good, own)).resolves.toBeInstanceOf(UntypedToken);
      }
      await expect(UntypedToken.parse(text, own)).rejects.toThrow(new TokenError('Token is blacklisted'));
    },
  );

  class TicketToken extends Token {
    static override readonly tokenType = 'ticket';
    static override readonly lifetimeSeconds = () => 60;
  }
  class DeviceToken extends RefreshToken {
    static override readonly tokenType = 'device';
    protected override readonly accessTokenClass = TicketToken;
  }
  const refused = async (text: string, own: JwtContext) =>
    expect(UntypedToken.parse(text, own)).rejects.toThrow(new TokenError('Token is blacklisted'));
  const taken = async (text: string, own: JwtContext) =>
    expect(UntypedToken.parse(text, own)).resolves.toBeInstanceOf(UntypedToken);

  it.each<JwtSettings>([{}, { familyClaim: null }, { authTokenClasses: [TicketToken] }])(
    'is one of one’s own, whether it opens views or is exchanged, with %j',
    async (settings) => {
      const own = contextWith(settings);
      const first = await DeviceToken.forUser(USER, own);
      const [text, ticket] = [await first.encode(), await first.accessToken.encode()];
      await taken(text, own);
      const second = await rotateRefreshToken(text, own, DeviceToken);
      const third = await rotateRefreshToken(second.refresh ?? '', own, DeviceToken);
      for (const good of [ticket, second.access, third.access, third.refresh ?? '']) await taken(good, own);
      for (const spent of [text, second.refresh ?? '']) await refused(spent, own);
      await (await DeviceToken.parse(third.refresh ?? '', own)).blacklist();
      await refused(third.refresh ?? '', own);
      await taken(third.access, own); // it opens views until it expires, as any access token
    },
  );

  it('goes with its login where the settings say so', async () => {
    const own = contextWith({ checkFamily: true });
    const device = await DeviceToken.forUser(USER, own);
    const ticket = await device.accessToken.encode();
    await taken(ticket, own);
    await device.blacklist();
    await refused(ticket, own);
  });

  it('is none that was tampered with, or has expired', async () => {
    const own = contextWith();
    const ticket = await TicketToken.forUser(USER, own);
    const text = await ticket.encode();
    const forged = text.replace(/[^.]+$/, (signature) => (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1));
    await expect(UntypedToken.parse(forged, own)).rejects.toThrow(new TokenError('Token is invalid'));
    const later = { ...own, backend: own.backend, now: () => new Date((NOW_SECONDS + 60) * 1000) };
    await expect(UntypedToken.parse(text, later)).rejects.toThrow(TokenError);
  });

  it('is a token of before its login was known, and none that names a login of nobody', async () => {
    const bare = contextWith({ familyClaim: null });
    const text = await new DeviceToken(bare).encode(); // as Django makes it, with the same key
    await taken(text, jwt);
    await rotateRefreshToken(text, jwt, DeviceToken);
    await refused(text, jwt);
    const stray = await RefreshToken.forUser(USER, jwt);
    await STORE.flushExpired(new Date((NOW_SECONDS + 40 * 86_400) * 1000));
    await refused(await stray.encode(), jwt);
  });
});

describe('a token of any type that was exchanged under a type of one’s own', () => {
  class TicketToken extends Token {
    static override readonly tokenType = 'ticket';
    static override readonly lifetimeSeconds = () => 60;
  }
  class DeviceToken extends RefreshToken {
    static override readonly tokenType: string = 'device';
    protected override readonly accessTokenClass: TokenClass = TicketToken;
  }
  class NumberedToken extends DeviceToken {
    override setJti(): void {
      this.set('jti', `device-${crypto.randomUUID()}`);
    }
  }
  class SucceededToken extends DeviceToken {
    override successor(...args: Parameters<DeviceToken['successor']>): this {
      const next = super.successor(...args);
      if (args[0] === undefined) next.set('jti', crypto.randomUUID());
      return next;
    }
  }
  const answerTo = (text: string, own: JwtContext) =>
    UntypedToken.parse(text, own).then(
      () => 'good',
      (error: TokenError) => error.message,
    );
  const SPENT = 'Token is blacklisted';

  /** Exchanges a token twice and logs out: what is said of the tokens and of what they got. */
  async function lifeOf(first: RefreshToken, own: JwtContext, later: JwtContext = own) {
    const Class = first.constructor as typeof RefreshToken;
    const [text, ticket] = [await first.encode(), await first.accessToken.encode()];
    const second = await rotateRefreshToken(text, own, Class);
    const third = await rotateRefreshToken(second.refresh ?? '', later, Class);
    const said = async (...texts: string[]) => Promise.all(texts.map((one) => answerTo(one, later)));
    const [spent, newest] = [await said(text, second.refresh ?? ''), await said(third.refresh ?? '')];
    await revokeRefreshToken(third.refresh ?? '', later, Class);
    const [revoked, opening] = [await said(third.refresh ?? ''), await said(ticket, second.access, third.access)];
    return { spent, newest, revoked, opening };
  }
  const LIFE = { spent: [SPENT, SPENT], newest: ['good'], revoked: [SPENT], opening: ['good', 'good', 'good'] };

  const SETTINGS: JwtSettings[] = [
    {},
    { familyClaim: null },
    { familyClaim: 'login' },
    { authTokenClasses: [TicketToken] },
  ];

  it.each(SETTINGS)('is refused, whoever chooses its ids, with %j', async (settings) => {
    const own = contextWith(settings);
    for (const Class of [RefreshToken, DeviceToken, NumberedToken]) {
      expect(await lifeOf(await Class.forUser(USER, own), own), Class.name).toEqual(LIFE);
    }
  });

  it('is refused where a successor has an id that follows from nothing', async () => {
    expect(await lifeOf(await SucceededToken.forUser(USER, jwt), jwt)).toEqual(LIFE);
  });

  it('is refused where its login was opened under an id of the app’s', async () => {
    const first = new DeviceToken(jwt);
    first.set('user_id', '7');
    first.joinFamily(crypto.randomUUID());
    await STORE.openFamily(first.presented, 86_400);
    expect(await lifeOf(first, jwt)).toEqual(LIFE);
  });

  it('is refused where an earlier version exchanged it for one with an id at random', async () => {
    const first = await DeviceToken.forUser(USER, jwt);
    const second = first.successor();
    second.setJti();
    const rules = { graceSeconds: 0, familySeconds: 86_400, retire: true, client: jwt.client };
    expect(await STORE.rotate(first.presented, second.record, rules)).toMatchObject({ outcome: 'rotated' });
    expect(await answerTo(await second.encode(), jwt)).toBe('good');
    expect(await lifeOf(second, jwt)).toEqual(LIFE);
  });

  it.each<[JwtSettings, JwtSettings]>([
    [{}, { familyClaim: null }],
    [{ familyClaim: null }, {}],
    [{}, { familyClaim: 'login' }],
    [{ familyClaim: 'login' }, {}],
  ])('is refused where the claim changed from %j to %j', async (before, after) => {
    const [own, later] = [contextWith(before), contextWith(after)];
    expect(await lifeOf(await DeviceToken.forUser(USER, own), own, later)).toEqual(LIFE);
  });

  it('is refused where it is a sliding one that was revoked', async () => {
    class PassToken extends SlidingToken {
      static override readonly tokenType: 'sliding' = 'pass' as 'sliding';
    }
    for (const settings of [{}, { authTokenClasses: [PassToken] }, { familyClaim: null }]) {
      const own = contextWith(settings);
      for (const Class of [SlidingToken, PassToken]) {
        const sliding = await Class.forUser(USER, own);
        const text = await sliding.encode();
        expect(await answerTo(text, own)).toBe('good');
        await sliding.blacklist();
        expect(await answerTo(text, own)).toBe(SPENT);
      }
    }
  });

  it('is refused where it came from an exchange itself: only what cannot be revoked is marked', async () => {
    class ParentToken extends DeviceToken {
      static override readonly tokenType = 'parent';
      protected override readonly accessTokenClass = DeviceToken;
    }
    const parent = await ParentToken.forUser(USER, jwt);
    expect(await answerTo(await parent.accessToken.encode(), jwt)).toBe(SPENT);
  });

  it('is taken for spent where it opens views without a mark, unless it is listed', async () => {
    const device = await DeviceToken.forUser(USER, jwt);
    const ticket = device.accessToken;
    ticket.setJti(); // as an earlier version did
    expect(await answerTo(await ticket.encode(), jwt)).toBe(SPENT);
    expect(await answerTo(await ticket.encode(), contextWith({ authTokenClasses: [TicketToken] }))).toBe('good');
  });

  it('leaves ids alone that a class chooses itself', async () => {
    class StampToken extends TicketToken {
      override setJti(): void {
        this.set('jti', 'stamp');
      }
    }
    class StampedToken extends NumberedToken {
      protected override readonly accessTokenClass = StampToken;
    }
    const stamped = await StampedToken.forUser(USER, jwt);
    expect(stamped.accessToken.get('jti')).toBe('stamp');
    expect(stamped.successor().get('jti')).toMatch(/^device-/);
  });
});

describe('createJwtContext', () => {
  it('wants a place for retired tokens, unless tokens do not rotate', () => {
    expect(() => createJwtContext({ settings: undefined, secretKey: SECRET_KEY })).toThrow(
      /`jwt\.rotateRefreshTokens`/,
    );
    expect(createJwtContext({ settings: { rotateRefreshTokens: false }, secretKey: SECRET_KEY }).store).toBeNull();
  });
});
