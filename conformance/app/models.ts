/** The models of the reference app. Names on the wire are names in the code, so the fields are in snake_case. */
import { randomUUID } from 'node:crypto';
import { accountModels, sessionModels, tokenModels } from 'fretwork/accounts';
import { jwtModels } from 'fretwork/jwt';
import { defineModels, f, model } from 'fretwork/models';

/** Languages of books, by code. */
export const LANGUAGES = { en: 'English', fr: 'French', de: 'German', ja: 'Japanese' } as const;
/** What becomes of a book. */
export const STATUSES = { draft: 'Draft', published: 'Published', archived: 'Archived' } as const;

export const models = defineModels({
  ...accountModels,
  ...jwtModels,
  ...sessionModels,
  ...tokenModels,

  Author: model(
    {
      name: f.char({ maxLength: 100 }),
      slug: f.slug({ unique: true }),
      email: f.email({ unique: true }),
      website: f.url({ blank: true, default: '' }),
      biography: f.text({ blank: true, default: '' }),
      born: f.date({ null: true, blank: true }),
      rating: f.float({ null: true, blank: true }),
      is_active: f.boolean({ default: true }),
      mentor: f.foreignKey('Author', { relatedName: 'students', null: true, blank: true, onDelete: 'setNull' }),
      joined_at: f.dateTime(),
      created_at: f.dateTime({ autoNowAdd: true }),
      updated_at: f.dateTime({ autoNow: true }),
    },
    { ordering: ['id'], str: (author) => author.name },
  ),

  Profile: model(
    {
      author: f.oneToOne('Author', { relatedName: 'profile', onDelete: 'cascade' }),
      nickname: f.char({ maxLength: 30, blank: true, default: '' }),
      newsletter: f.boolean({ default: false }),
      preferences: f.json({ default: () => ({}) }),
    },
    { ordering: ['id'] },
  ),

  Series: model(
    { name: f.char({ maxLength: 80, unique: true }), is_finished: f.boolean({ default: false }) },
    { ordering: ['id'], verboseNamePlural: 'series', str: (series) => `${series.name} series` },
  ),

  Tag: model(
    {
      name: f.char({ maxLength: 30, unique: true }),
      color: f.char({ maxLength: 7, default: '#000000', helpText: 'Hex colour, e.g. #ff8800' }),
    },
    { ordering: ['id'], str: (tag) => tag.name },
  ),

  Book: model(
    {
      title: f.char({ maxLength: 120 }),
      subtitle: f.char({ maxLength: 120, blank: true, default: '' }),
      slug: f.slug({ unique: true }),
      code: f.uuid({ unique: true, default: () => randomUUID() }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      series: f.foreignKey('Series', { relatedName: 'books', null: true, blank: true, onDelete: 'protect' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2, minValue: '0.00' }),
      pages: f.positiveInteger({ minValue: 1, maxValue: 5000 }),
      stock: f.integer({ default: 0, minValue: -1000, maxValue: 1_000_000 }),
      rating: f.float({ null: true, blank: true }),
      language: f.char({ maxLength: 2, choices: LANGUAGES, default: 'en' }),
      status: f.char({ maxLength: 10, choices: STATUSES, default: 'draft' }),
      in_print: f.boolean({ default: true }),
      published_on: f.date({ null: true, blank: true }),
      metadata: f.json({ default: () => ({}), blank: true }),
      created_at: f.dateTime({ autoNowAdd: true }),
    },
    { ordering: ['id'], str: (book) => book.title },
  ),

  Chapter: model(
    {
      book: f.foreignKey('Book', { relatedName: 'chapters', onDelete: 'cascade' }),
      number: f.integer({ minValue: 1, maxValue: 200 }),
      heading: f.char({ maxLength: 60 }),
    },
    { ordering: ['id'], uniqueTogether: [['book', 'number']] },
  ),

  Publisher: model(
    {
      name: f.char({ maxLength: 80, unique: true }),
      city: f.char({ maxLength: 60, blank: true, default: '' }),
      founded: f.positiveInteger({ null: true, blank: true, minValue: 1450, maxValue: 2100 }),
      books: f.manyToMany('Book', { relatedName: 'publishers', blank: true }),
    },
    { ordering: ['id'], str: (publisher) => publisher.name },
  ),

  Review: model(
    {
      book: f.foreignKey('Book', { relatedName: 'reviews', onDelete: 'cascade' }),
      user: f.foreignKey('User', { relatedName: 'reviews', onDelete: 'cascade' }),
      score: f.integer({ minValue: 1, maxValue: 5 }),
      body: f.text({ blank: true, default: '' }),
      written_at: f.dateTime(),
    },
    { ordering: ['id'], uniqueTogether: [['book', 'user']] },
  ),

  Note: model(
    {
      owner: f.foreignKey('User', { relatedName: 'notes', onDelete: 'cascade' }),
      text: f.char({ maxLength: 200 }),
      is_public: f.boolean({ default: false }),
    },
    { ordering: ['id'] },
  ),

  Event: model(
    {
      kind: f.char({ maxLength: 10 }),
      label: f.char({ maxLength: 40 }),
      weight: f.integer(),
      happened_at: f.dateTime(),
    },
    { ordering: ['id'] },
  ),

  // One column of every supported kind.
  Specimen: model(
    {
      char: f.char({ maxLength: 12 }),
      text: f.text({ blank: true, default: '' }),
      integer: f.integer({ default: 0, minValue: -100, maxValue: 100 }),
      positive: f.positiveInteger({ null: true, blank: true, minValue: 1, maxValue: 10 }),
      decimal: f.decimal({ maxDigits: 7, decimalPlaces: 3, null: true, blank: true }),
      real: f.float({ default: 1.5 }),
      flag: f.boolean({ default: false }),
      maybe: f.boolean({ null: true }),
      day: f.date({ null: true, blank: true }),
      moment: f.dateTime({ null: true, blank: true }),
      clock: f.time({ null: true, blank: true }),
      span: f.duration({ null: true, blank: true }),
      email: f.email({ blank: true, default: '' }),
      link: f.url({ blank: true, default: '' }),
      slug: f.slug({ blank: true, default: '' }),
      token: f.uuid({ null: true, blank: true }),
      data: f.json({ null: true, blank: true }),
      size: f.integer({
        choices: [
          [1, 'Small'],
          [2, 'Medium'],
          [3, 'Large'],
        ],
        default: 2,
      }),
      mood: f.char({ maxLength: 5, choices: { happy: 'Happy', sad: 'Sad' }, blank: true, default: '' }),
      nickname: f.char({ maxLength: 20, null: true, blank: true, unique: true, verboseName: 'nick name' }),
    },
    { ordering: ['id'] },
  ),
});

export const { Author, Book, Chapter, Event, Note, Profile, Publisher, Review, Series, Specimen, Tag, User } = models;
