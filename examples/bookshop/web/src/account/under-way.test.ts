/** UnderWay: what a tab keeps of a code, and for how long. */
import { describe, expect, it } from 'vitest';
import { readUnderWay, type UnderWay, writeUnderWay } from './under-way.ts';

const NOW = Date.UTC(2026, 0, 1);
const UNDER_WAY: UnderWay = { email: 'mia@example.com', flow: { flow: 'f1', expiresIn: 600, resendIn: 60 } };

/** What is read some seconds after it was written. */
const after = (seconds: number) => readUnderWay(writeUnderWay(UNDER_WAY, NOW), NOW + seconds * 1000);

describe('a code that is under way', () => {
  it.each([
    [0, { expiresIn: 600, resendIn: 60 }],
    [45, { expiresIn: 555, resendIn: 15 }],
    [599, { expiresIn: 1, resendIn: 0 }],
    [-3600, { expiresIn: 600, resendIn: 60 }], // the device's clock was set back
  ])('is kept after %d seconds, with what is left of its times', (seconds, left) => {
    expect(after(seconds)).toEqual({ email: 'mia@example.com', flow: { flow: 'f1', ...left } });
  });

  it('is forgotten when it is no longer good, or done', () => {
    expect(after(600)).toBeNull();
    expect(readUnderWay(writeUnderWay(null, NOW), NOW)).toBeNull();
  });

  it.each([
    null,
    '',
    'null',
    '{',
    '[]',
    '{"email":"mia@example.com"}',
    `{"email":1,"flow":{"flow":"f1","expiresIn":600,"resendIn":60},"at":${NOW}}`,
    `{"email":"mia@example.com","flow":{"flow":"f1","expiresIn":"long","resendIn":60},"at":${NOW}}`,
  ])('is not made of %j', (text) => {
    expect(readUnderWay(text, NOW)).toBeNull();
  });
});
