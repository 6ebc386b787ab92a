/** The settings that serializers obey, with DRF's defaults. */
import type { RestFrameworkSettings } from '../settings/settings.ts';

/**
 * What an app may set for all its serializers; they read it from their context's `settings`.
 *
 * @see DRF `settings.py`, Django `TIME_ZONE`
 */
export type SerializerSettings = Pick<
  RestFrameworkSettings,
  | 'nonFieldErrorsKey'
  | 'coerceDecimalToString'
  | 'coerceBigintToString'
  | 'dateTimeFormat'
  | 'dateFormat'
  | 'timeFormat'
  | 'dateTimeInputFormats'
  | 'dateInputFormats'
  | 'timeInputFormats'
  | 'durationFormat'
  | 'timeZone'
>;

/** DRF's defaults, in UTC. */
export const DEFAULT_SERIALIZER_SETTINGS: SerializerSettings = Object.freeze({
  nonFieldErrorsKey: 'non_field_errors',
  coerceDecimalToString: true,
  coerceBigintToString: false,
  dateTimeFormat: 'iso-8601',
  dateFormat: 'iso-8601',
  timeFormat: 'iso-8601',
  dateTimeInputFormats: ['iso-8601'],
  dateInputFormats: ['iso-8601'],
  timeInputFormats: ['iso-8601'],
  durationFormat: 'django',
  timeZone: 'UTC',
});

const NAMES = Object.keys(DEFAULT_SERIALIZER_SETTINGS) as (keyof SerializerSettings)[];

const completed = new WeakMap<Partial<SerializerSettings>, SerializerSettings>();

/**
 * An app's settings with DRF's defaults where it says nothing; worked out once for each.
 *
 * @param settings Of the app, which do not change; what serializers do not know is left out.
 */
export function serializerSettings(settings?: Partial<SerializerSettings>): SerializerSettings {
  if (settings === undefined) return DEFAULT_SERIALIZER_SETTINGS;
  const known = completed.get(settings);
  if (known !== undefined) return known;
  const said = NAMES.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]);
  const all =
    said.length === 0 ? DEFAULT_SERIALIZER_SETTINGS : { ...DEFAULT_SERIALIZER_SETTINGS, ...Object.fromEntries(said) };
  completed.set(settings, all);
  return all;
}
