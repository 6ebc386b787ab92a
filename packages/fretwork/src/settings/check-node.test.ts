/** checkNode: which versions run Fretwork. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { checkNode } from './check-node.ts';

describe('checkNode', () => {
  it.each(['22.18.0', '22.20.1', '23.0.0', '24.21.0', '100.0.0'])('takes %s', (version) => {
    expect(checkNode(version)).toBeUndefined();
  });

  it.each(['22.17.9', '20.19.0', '18.0.0', 'x'])('refuses %s, and says what is needed', (version) => {
    expect(() => checkNode(version)).toThrow(ImproperlyConfigured);
    expect(() => checkNode(version)).toThrow(`22.18 or newer, and this is ${version}`);
  });

  it('takes the Node that runs this', () => {
    expect(checkNode()).toBeUndefined();
  });
});
