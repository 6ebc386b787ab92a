/** What views do where they do not say otherwise. */
import { expect, it } from 'vitest';
import { JSONParser } from '../http/parsers.ts';
import { AllowAny, IsAuthenticated } from '../permissions/permissions.ts';
import { defineSettings } from '../settings/settings.ts';
import { sharedInstance, viewDefaults } from './view-defaults.ts';

const secretKey = 'a secret of good length';

it("takes the settings, and DRF's defaults behind them, once per app", () => {
  const open = defineSettings({ secretKey });
  const closed = defineSettings({ secretKey, defaultPermissionClasses: [IsAuthenticated], defaultMetadataClass: null });
  expect(viewDefaults(open).permissionClasses).toEqual([AllowAny]);
  expect(viewDefaults(closed)).toMatchObject({
    permissionClasses: [IsAuthenticated],
    metadataClass: null,
    throttleClasses: [],
  });
  expect(viewDefaults(open)).toBe(viewDefaults(open));
});

it('shares what keeps nothing', () => {
  expect(sharedInstance(JSONParser)).toBe(sharedInstance(JSONParser));
});
