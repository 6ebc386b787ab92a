/** The fixture of the tests of accounts: an app with every account endpoint, a mailbox, and a clock of its own. */
import { accountUrls } from '../accounts/account-urls.ts';
import { emailCodeModels } from '../accounts/email-code-models.ts';
import { authenticate, login } from '../accounts/login.ts';
import { accountModels, sessionModels, tokenModels } from '../accounts/models.ts';
import { ObtainAuthToken } from '../accounts/obtain-auth-token.ts';
import { md5Hasher, type PasswordHasher } from '../accounts/password-hashers.ts';
import { Passwords } from '../accounts/passwords.ts';
import { createApp } from '../app.ts';
import { BasicAuthentication } from '../authentication/basic-authentication.ts';
import { Response } from '../http/response.ts';
import { jwtModels } from '../jwt/models.ts';
import { TokenObtainPairView, TokenObtainSlidingView } from '../jwt/views.ts';
import type { Mail } from '../mail/message.ts';
import { mailModels } from '../mail/models.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { apiView } from '../views/function-view.ts';
import { APIClient, type APIResponse } from './api-client.ts';
import type { TestDatabaseKind } from './databases.ts';

/** An account as the tests know it. */
export interface KnownAccount {
  readonly email: string;
  readonly password: string;
}

/** A flow that was begun, and its code. */
export interface KnownFlow {
  readonly flow: string;
  readonly code: string;
}

export const PASSWORD = 'correct horse battery';
export const NEW_PASSWORD = 'staple the battery 77';

/**
 * Makes the app on a database of its own. Passwords cost next to nothing, and the clock stands still until it is moved.
 *
 * @param settings What differs; limits are generous unless they are given.
 * @param hasher Of passwords, where their cost matters.
 */
export async function createAccountApp(
  kind: TestDatabaseKind,
  settings: Partial<SettingsInput> = {},
  hasher: PasswordHasher = md5Hasher(),
) {
  const { accounts, jwt, ...others } = settings;
  const models = defineModels({
    ...accountModels,
    ...sessionModels,
    ...tokenModels,
    ...jwtModels,
    ...emailCodeModels,
    ...mailModels,
  });
  const opened = await kind.create();
  await createTables(opened.database, models);
  const clock = { now: new Date('2026-03-01T12:00:00Z') };
  const app = createApp({
    models,
    settings: defineSettings({
      secretKey: 'a-secret-key-of-at-least-thirty-two-bytes',
      email: 'mailbox:',
      jwt: { ...jwt },
      accounts: { ...GENEROUS, ...accounts },
      ...others,
    }),
    urls: urlpatterns(
      path('api/accounts/', accountUrls),
      path('api/token/', TokenObtainPairView),
      path('api/sliding/', TokenObtainSlidingView),
      path('api/auth-token/', ObtainAuthToken),
      path('api/session/', sessionLogin),
      path('api/basic/', basicOnly),
    ),
    databases: { default: opened.database },
    passwords: new Passwords({ hashers: [hasher], queue: 100_000 }),
    now: () => clock.now,
  });
  const tools = toolsOf(app);
  const advance = (seconds: number): void => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };
  const drop = async (): Promise<void> => {
    await app.close();
    await opened.drop();
  };
  return { app, models, database: opened.database, clock, advance, drop, ...tools };
}

// As an app of its own would write it.
const sessionLogin = apiView(['POST'], async (request) => {
  const user = await authenticate(request, (await request.data) as object);
  if (user === null) return new Response({}, { status: 401 });
  await login(request, user);
  return new Response({});
});

const basicOnly = apiView(['GET'], ({ user }) => ({ id: user.id }), {
  authenticationClasses: [BasicAuthentication],
  permissionClasses: [IsAuthenticated],
});

/** The app of the fixture and what tests do with it. */
export type AccountApp = Awaited<ReturnType<typeof createAccountApp>>;

// Wide enough for a file of tests; each limit has a test that sets it.
const GENEROUS = {
  codeCooldown: 0,
  codeAnswerTick: 0,
  codesPerAddress: ['100000/hour'],
  codesPerNetwork: ['100000/hour'],
  codesInAll: ['100000/hour'],
  guessesPerAddress: ['100000/hour'],
  guessesPerNetwork: ['100000/hour'],
  loginsPerName: ['100000/hour'],
  loginsPerNetwork: ['100000/hour'],
  loginsPerNameAndNetwork: ['100000/hour'],
} as const;

interface FixtureApp {
  readonly mail: { readonly mailbox: { list(limit: number): Promise<readonly { readonly mail: Mail }[]> } | null };
}

function toolsOf(app: ConstructorParameters<typeof APIClient>[0] & FixtureApp) {
  const client = (remoteAddress = '203.0.113.7'): APIClient => new APIClient(app, { remoteAddress });
  const post = (address: string, data: unknown): Promise<APIResponse> =>
    client().post(`/api/accounts/${address}/`, data);
  const mails = async (): Promise<readonly Mail[]> =>
    ((await app.mail.mailbox?.list(100_000)) ?? []).map(({ mail }) => mail);
  const codes = async (): Promise<readonly string[]> =>
    (await mails()).flatMap(({ text }) => /^ {4}(\d{6,10})$/m.exec(text)?.[1] ?? []);
  /** Begins a flow, and reads its code from the newest mail. */
  const begin = async (address: string, data: unknown): Promise<KnownFlow> => {
    const { data: started } = await post(address, data);
    const [code = ''] = await codes();
    return { flow: started.flow, code };
  };
  /** Signs up. @returns A client that is logged in. */
  const join = async ({ email, password }: KnownAccount): Promise<{ client: APIClient; data: APIResponse['data'] }> => {
    const { data } = await post('verify', await begin('register', { email, password }));
    return { client: withToken(data.access), data };
  };
  const withToken = (access: string): APIClient => {
    const own = client();
    own.credentials({ authorization: `Bearer ${access}` });
    return own;
  };
  return { client, post, mails, codes, begin, join, withToken };
}
