/** Two requests at once with the same unique value: one is saved, the other is told in the validators' words. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { modelSerializer } from './model-serializer.ts';

const models = defineModels({
  Seat: model(
    { code: f.char({ maxLength: 20, unique: true }), row: f.integer(), number: f.integer() },
    { uniqueTogether: [['row', 'number']] },
  ),
});
const { Seat } = models;
const SeatSerializer = modelSerializer(Seat, { fields: ['code', 'row', 'number'] });

describe.each(testDatabases)('saving what another request has just saved, on $name', ({ create }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  it.each([
    [
      { code: 'a', row: 1, number: 1 },
      { code: 'a', row: 2, number: 2 },
      { code: ['seat with this code already exists.'] },
    ],
    [
      { code: 'b', row: 3, number: 3 },
      { code: 'c', row: 3, number: 3 },
      { non_field_errors: ['The fields row, number must make a unique set.'] },
    ],
  ])('refuses %j after %j', async (first, second, errors) => {
    const serializer = SeatSerializer({ data: second });
    await serializer.isValid({ raiseException: true });
    await Seat.objects.create(first);
    const refused = await serializer.save().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ValidationError);
    expect((refused as ValidationError).messages).toEqual(errors);
    expect(await Seat.objects.filter({ code: second.code, row: second.row }).count()).toBe(0);
  });

  it('refuses an update in the same way', async () => {
    const seat = await Seat.objects.create({ code: 'd', row: 4, number: 4 });
    const serializer = SeatSerializer({ instance: seat, data: { code: 'e' }, partial: true });
    await serializer.isValid({ raiseException: true });
    await Seat.objects.create({ code: 'e', row: 5, number: 5 });
    await expect(serializer.save()).rejects.toThrow(ValidationError);
    expect((await Seat.objects.get({ pk: seat.pk })).code).toBe('d');
  });
});
