import { describe, expect, it } from 'vitest';
import { serializer } from './callable.ts';
import { ListSerializer } from './list-serializer.ts';
import { s } from './s.ts';
import { Serializer } from './serializer.ts';

const Point = serializer({ x: s.integer() }, { name: 'Point' });

describe('a callable class', () => {
  it('makes serializers with and without new', () => {
    expect(Point({ data: {} })).toBeInstanceOf(Serializer);
    expect(new Point({ data: {} })).toBeInstanceOf(Point);
    expect(Point({ many: true })).toBeInstanceOf(ListSerializer);
    expect(Point.name).toBe('Point');
  });

  it('can be subclassed', () => {
    class Named extends Point {
      readonly caption = 'a point';
    }
    expect(new Named({ data: {} })).toMatchObject({ caption: 'a point' });
    expect(new Named()).toBeInstanceOf(Point);
  });

  it('hands what concerns items to the items', async () => {
    const points = Point({ many: true, data: [null], allowNull: true });
    expect(await points.isValid()).toBe(true);
    expect(points.validatedData).toEqual([null]);
  });
});
