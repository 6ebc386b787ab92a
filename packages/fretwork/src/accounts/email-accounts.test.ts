/** What an app has for accounts by e-mail: made where its models are, checked at the start. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { jwtModels } from '../jwt/models.ts';
import { defineModels } from '../models/define-models.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { accountUrls } from './account-urls.ts';
import { emailAccountsOf } from './email-accounts.ts';
import { emailCodeModels } from './email-code-models.ts';
import { accountModels } from './models.ts';

const base = { secretKey: 'a-secret-key-of-at-least-thirty-two-bytes', database: 'sqlite::memory:' };
const urls = urlpatterns(path('accounts/', accountUrls));

describe('accounts by e-mail', () => {
  it('are there with the models, and not without', async () => {
    const models = defineModels({ ...accountModels, ...emailCodeModels, ...jwtModels });
    const app = createApp({ settings: defineSettings(base), models, urls });
    expect(emailAccountsOf({ app }).settings.codeLength).toBe(6);
    const without = createApp({ settings: defineSettings(base), models: defineModels(accountModels), urls: [] });
    expect(() => emailAccountsOf({ app: without })).toThrow(/`\.\.\.emailCodeModels`/);
    await Promise.all([app.close(), without.close()]);
  });

  it('find mistakes in their settings when the app starts', () => {
    const models = defineModels({ ...accountModels, ...emailCodeModels, ...jwtModels });
    const settings = defineSettings({ ...base, accounts: { codeAttempts: 0 } });
    expect(() => createApp({ settings, models, urls })).toThrow(ImproperlyConfigured);
  });

  it('say in the log what is missing, and nothing to clients', async () => {
    const errors: unknown[] = [];
    const logger = { error: (facts: object) => void errors.push(facts), warn: () => {}, info: () => {} };
    const app = createApp({ settings: defineSettings(base), models: defineModels(accountModels), urls, logger });
    const { status, data } = await new APIClient(app).post('/accounts/password/reset/', { email: 'a@example.org' });
    expect({ status, data }).toEqual({ status: 500, data: { detail: 'A server error occurred.' } });
    expect(errors).toHaveLength(1);
    await app.close();
  });
});
