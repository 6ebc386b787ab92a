import { describe, expect, it } from 'vitest';
import { readUuid, UUIDField } from './uuid-field.ts';

const uuid = '825d7aeb-05a9-45b5-a5b7-05df87923cda';

describe('UUIDField', () => {
  it.each([[uuid.toUpperCase()], [`{${uuid}}`], [`urn:uuid:${uuid}`], [uuid.replaceAll('-', '')]])(
    'reads %s',
    (input) => {
      expect(new UUIDField().runValidation(input)).toBe(uuid);
    },
  );

  it.each([['x'], [''], [{}], [-1], [1.5], ['-'.repeat(1e6)]])('refuses row %#', (input) => {
    expect(() => new UUIDField().runValidation(input)).toThrow(
      expect.objectContaining({ messages: ['Must be a valid UUID.'] }),
    );
  });

  it('reads whole numbers of 128 bits', () => {
    expect([readUuid(1), readUuid((1n << 128n) - 1n), readUuid(1n << 128n)]).toEqual([
      '00000000-0000-0000-0000-000000000001',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
      undefined,
    ]);
  });

  it('is sent in the format that was asked for', () => {
    const sent = (['hex', 'urn', 'int'] as const).map((format) => new UUIDField({ format }).toRepresentation(uuid));
    expect(sent).toEqual([uuid.replaceAll('-', ''), `urn:uuid:${uuid}`, BigInt(`0x${uuid.replaceAll('-', '')}`)]);
    expect(() => new UUIDField({ format: 'bad' as 'hex' })).toThrow('has no format "bad"');
  });
});
