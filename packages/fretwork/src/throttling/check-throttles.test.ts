/** Mistakes in rates are found when an app is made, before its first request. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { path, urlpatterns } from '../routers/path.ts';
import type { Rate } from '../settings/rate.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { APIView } from '../views/api-view.ts';
import { apiView } from '../views/function-view.ts';
import { BaseThrottle } from './base-throttle.ts';
import { checkThrottles } from './check-throttles.ts';
import { AnonRateThrottle, ScopedRateThrottle, UserRateThrottle } from './simple-rate-throttle.ts';

class Monthly extends UserRateThrottle {
  override rate = '5/month' as Rate;
}
class Hourly extends UserRateThrottle {
  override rate = '5/hour' as const;
}
class Homemade extends BaseThrottle {
  allowRequest() {
    return true;
  }
}

class View extends APIView {}

const secretKey = 'a secret of good length';
const appWith = (attributes: Partial<APIView>, settings: Partial<SettingsInput> = {}) => {
  class Configured extends View {}
  Object.assign(Configured.prototype, attributes);
  return createApp({ settings: defineSettings({ secretKey, ...settings }), urls: urlpatterns(path('', Configured)) });
};

describe('an app', () => {
  it.each([
    [{ throttleClasses: [AnonRateThrottle] }, {}, /AnonRateThrottle finds no rate for its scope 'anon'/],
    [{ throttleClasses: [Monthly] }, {}, /The rate of Monthly is not a rate/],
    [{ throttleClasses: [Hourly, Monthly] }, {}, /Monthly/],
    [{ throttleClasses: [ScopedRateThrottle], throttleScope: 'uploads' }, {}, /no rate for its scope 'uploads'/],
    [{ throttleClasses: [ScopedRateThrottle], throttleScope: 'constructor' }, {}, /its scope 'constructor'/],
    [{}, { defaultThrottleClasses: [UserRateThrottle] }, /UserRateThrottle finds no rate for its scope 'user'/],
  ] as const)('is refused (%#)', (attributes, settings, text) => {
    expect(() => appWith(attributes, settings)).toThrow(ImproperlyConfigured);
    expect(() => appWith(attributes, settings)).toThrow(text);
  });

  it.each([
    [{ throttleClasses: [Hourly, Homemade] }, {}],
    [{ throttleClasses: [ScopedRateThrottle] }, {}],
    [{ throttleClasses: [] }, { defaultThrottleClasses: [UserRateThrottle] }],
    [{ throttleClasses: [AnonRateThrottle] }, { defaultThrottleRates: { anon: null } }],
    [{}, { defaultThrottleClasses: [UserRateThrottle], defaultThrottleRates: { user: '1/day' } }],
  ] as const)('is made (%#)', (attributes, settings) => {
    expect(() => appWith(attributes, settings)).not.toThrow();
  });

  it('is refused for the throttles of a function as well', () => {
    const view = apiView(['GET'], () => ({}), { throttleClasses: [Monthly] });
    const settings = defineSettings({ secretKey });
    expect(() => createApp({ settings, urls: urlpatterns(path('', view)) })).toThrow(/The rate of Monthly/);
    expect(() => checkThrottles({}, [Monthly], settings)).toThrow(ImproperlyConfigured);
  });
});
