/** model(): fields with options, told apart from plain records. */
import { describe, expect, it } from 'vitest';
import { f } from './field.ts';
import { isModelDefinition, model } from './model.ts';

describe('model', () => {
  it('keeps fields and options', () => {
    const fields = { title: f.char({ maxLength: 9 }) };
    const definition = model(fields, { table: 't' });
    expect(definition).toEqual({ fields, options: { table: 't' } });
    expect(model(fields).options).toEqual({});
  });

  it('is told from a record of fields that happen to be called fields and options', () => {
    const fields = { fields: f.text(), options: f.text() };
    expect(isModelDefinition(fields)).toBe(false);
    expect(isModelDefinition(model(fields))).toBe(true);
  });

  it('knows its columns where they are named', () => {
    const fields = { title: f.char({ maxLength: 9 }), pages: f.integer({ null: true }) };
    model(fields, { str: (book) => `${book.title}${(book.pages ?? 0).toFixed()}` });
    // @ts-expect-error there is no such column
    model(fields, { str: (book) => book.name });
  });
});
