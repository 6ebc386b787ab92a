/** Where a client runs. */
import { afterEach, expect, it, vi } from 'vitest';
import { currentEnvironment } from './environment.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('is nowhere in particular under Node: nothing is shared, nothing keeps the program alive', () => {
  const environment = currentEnvironment();
  expect(environment).toMatchObject({ page: undefined, locks: undefined, flags: undefined });
  expect(environment.openChannel('x')).toBeUndefined();
  expect(environment.isVisible()).toBe(true);
});

it('is a page where there is one', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const windowEvents = new EventTarget();
  const localStorage = { getItem: () => null };
  const channels: string[] = [];
  vi.stubGlobal('document', page);
  vi.stubGlobal('localStorage', localStorage);
  vi.stubGlobal('navigator', { locks: 'locks' });
  vi.stubGlobal('addEventListener', windowEvents.addEventListener.bind(windowEvents));
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor(name: string) {
        channels.push(name);
      }
    },
  );
  const environment = currentEnvironment();
  expect(environment).toMatchObject({ page, locks: 'locks', flags: localStorage });
  environment.openChannel('a');
  expect(channels).toEqual(['a']);
  const woken = vi.fn();
  environment.onWake(woken);
  page.dispatchEvent(new Event('visibilitychange'));
  windowEvents.dispatchEvent(new Event('online'));
  expect(woken).toHaveBeenCalledTimes(2);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(woken).toHaveBeenCalledTimes(2);
  expect(environment.isVisible()).toBe(false);
});

it('makes do with a page that may keep nothing and has no locks or channels', () => {
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('BroadcastChannel', undefined);
  const denied = {
    get: () => {
      throw new DOMException('denied', 'SecurityError');
    },
    configurable: true,
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
  Object.defineProperty(globalThis, 'localStorage', denied);
  try {
    const environment = currentEnvironment();
    expect(environment).toMatchObject({ locks: undefined, flags: undefined });
    expect(environment.openChannel('a')).toBeUndefined();
  } finally {
    if (before) Object.defineProperty(globalThis, 'localStorage', before);
    else Reflect.deleteProperty(globalThis, 'localStorage');
  }
});
