/** Views as routes hold them. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { action } from './action.ts';
import { APIView } from './api-view.ts';
import { BoundView, bind } from './bound-view.ts';
import { ViewSet } from './viewsets.ts';

class Things extends ViewSet {
  list() {
    return [];
  }
  extra = action({ detail: false }, () => 1);
}

describe('BoundView', () => {
  it('sets the attributes of its route on every instance', () => {
    const bound = new BoundView(APIView, { name: 'Here', throttleScope: 'x' });
    expect(bound.create()).toMatchObject({ name: 'Here', throttleScope: 'x' });
    expect(bound.create()).not.toBe(bound.create());
    expect(bind(bound)).toBe(bound);
    expect(bind(APIView).viewClass).toBe(APIView);
  });

  it('binds actions that are there', () => {
    expect(Things.asView({ get: 'list', post: 'extra' }).attributes).toEqual({
      actionMap: { get: 'list', post: 'extra' },
    });
    expect(() => Things.asView({})).toThrow(ImproperlyConfigured);
    expect(() => Things.asView({ get: 'missing' })).toThrow(/Things\.asView\(\) needs actions .* it got missing\./);
  });
});
