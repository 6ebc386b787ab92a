import { describe, expect, it } from 'vitest';
import { DEFAULT_SERIALIZER_SETTINGS, serializerSettings } from './serializer-settings.ts';

describe('serializerSettings', () => {
  it("has DRF's defaults", () => {
    expect(serializerSettings()).toBe(DEFAULT_SERIALIZER_SETTINGS);
    expect(serializerSettings({})).toBe(DEFAULT_SERIALIZER_SETTINGS);
  });

  it('takes what the app says, null included, and nothing that serializers do not know', () => {
    const settings = { nonFieldErrorsKey: '__all__', dateFormat: null, secretKey: 'x' };
    expect(serializerSettings(settings)).toEqual({
      ...DEFAULT_SERIALIZER_SETTINGS,
      nonFieldErrorsKey: '__all__',
      dateFormat: null,
    });
  });

  it('works them out once for each app', () => {
    const settings = { dateFormat: null };
    expect(serializerSettings(settings)).toBe(serializerSettings(settings));
    expect(serializerSettings({ dateFormat: null })).not.toBe(serializerSettings(settings));
  });
});
