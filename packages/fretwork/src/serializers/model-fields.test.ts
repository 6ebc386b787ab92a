import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { fieldForModel } from './model-fields.ts';

const { Author, Book } = defineModels({
  Author: { name: f.char({ maxLength: 9, verboseName: 'full name', helpText: 'As printed.' }) },
  Book: {
    title: f.char({ maxLength: 20, minLength: 2 }),
    note: f.text({ blank: true }),
    pages: f.positiveInteger({ null: true }),
    stock: f.smallInteger({ default: 0, maxValue: 99 }),
    price: f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    language: f.char({ maxLength: 2, choices: ['en', 'fr'], blank: true }),
    isbn: f.char({ maxLength: 13, unique: true }),
    updatedAt: f.dateTime({ autoNow: true }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade', null: true }),
    cover: f.binary({ null: true }),
    editors: f.manyToMany('Author', { relatedName: 'edited' }),
  },
});

describe('fieldForModel', () => {
  it.each([
    ['title', 'CharField', { maxLength: 20, minLength: 2 }],
    ['note', 'CharField', { required: false, allowBlank: true, style: { baseTemplate: 'textarea.html' } }],
    ['pages', 'IntegerField', { minValue: 0, maxValue: 2_147_483_647, required: false, allowNull: true }],
    ['stock', 'IntegerField', { minValue: -32_768, maxValue: 99, required: false }],
    ['price', 'DecimalField', { maxDigits: 5, decimalPlaces: 2 }],
    ['language', 'ChoiceField', { choices: ['en', 'fr'], required: false, allowBlank: true }],
    ['updatedAt', 'DateTimeField', { readOnly: true }],
    ['id', 'IntegerField', { readOnly: true, label: 'ID' }],
    ['author', 'PrimaryKeyRelatedField', { required: false, allowNull: true }],
    ['authorId', 'PrimaryKeyRelatedField', { source: 'author', required: false, allowNull: true }],
    ['editors', 'ManyRelatedField', { allowEmpty: false }],
  ])('%s is a %s', (name, className, options) => {
    const field = fieldForModel(Book.meta, name);
    const { queryset, child, ...rest } = field.options as Record<string, unknown>;
    expect([field.constructor.name, JSON.parse(JSON.stringify(rest))]).toEqual([className, options]);
  });

  it('says what people read', () => {
    expect(fieldForModel(Author.meta, 'name').bind('name').label).toBe('Full name');
    expect(fieldForModel(Author.meta, 'name').options.helpText).toBe('As printed.');
  });

  it('checks a unique column', () => {
    expect(fieldForModel(Book.meta, 'isbn').options.validators).toHaveLength(1);
  });

  it('gives way to extra options', () => {
    expect(fieldForModel(Book.meta, 'title', { readOnly: true }).options).toEqual({ readOnly: true });
    expect(fieldForModel(Book.meta, 'pages', { default: 100 }).options).toMatchObject({ default: 100 });
    expect(fieldForModel(Book.meta, 'stock', { required: true }).required).toBe(true);
  });

  it.each([
    ['titel', 'Book has no field "titel"'],
    ['cover', 'No field stands for the binary Book.cover'],
  ])('refuses %s', (name, message) => {
    expect(() => fieldForModel(Book.meta, name)).toThrow(message);
  });
});
