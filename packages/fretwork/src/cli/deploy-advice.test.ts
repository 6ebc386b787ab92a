/** Advice: which of it keeps `serve` from starting; what each says is tested with `check`. */
import { expect, it } from 'vitest';
import { defineSettings } from '../settings/settings.ts';
import { deployAdvice } from './deploy-advice.ts';

const secretKey = '0123456789'.repeat(6);

it.each([
  [{ debug: true, secretKey }, 'debug is on'],
  [{ secretKey: 'x'.repeat(60) }, 'secretKey has less'],
  [{ secretKey: 'short-but-varied' }, 'secretKey has less'],
])('is fatal for %j', (given, text) => {
  const fatal = deployAdvice(defineSettings(given)).filter(({ isFatal }) => isFatal);
  expect(fatal.map(({ advice }) => advice)).toEqual([expect.stringContaining(text)]);
});

it('is not fatal where somebody may have reasons', () => {
  const advice = deployAdvice(defineSettings({ secretKey }));
  expect(advice.length).toBeGreaterThan(2);
  expect(advice.some(({ isFatal }) => isFatal)).toBe(false);
});
