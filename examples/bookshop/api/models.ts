/** The bookshop's models: what is on the shelves, who wrote and published it, who reads and buys it. */
import { accountModels, emailCodeModels } from 'fretwork/accounts';
import { jwtModels } from 'fretwork/jwt';
import { mailModels } from 'fretwork/mail';
import { defineModels, f, model } from 'fretwork/models';

export const models = defineModels({
  ...accountModels,
  ...emailCodeModels,
  ...jwtModels,
  ...mailModels,

  Author: model(
    {
      name: f.char({ maxLength: 100 }),
      born: f.date({ null: true }),
      biography: f.text({ blank: true }),
      mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
    },
    { ordering: ['id'], indexes: [{ fields: ['name'] }], str: (author) => author.name },
  ),

  Tag: model({ name: f.slug({ maxLength: 30, unique: true }) }, { ordering: ['name'], str: (tag) => tag.name }),

  Book: model(
    {
      title: f.char({ maxLength: 200 }),
      isbn: f.char({ maxLength: 13, unique: true, helpText: 'Thirteen digits, no hyphens.' }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2, minValue: '0.00' }),
      pages: f.positiveInteger({ minValue: 1, maxValue: 5000 }),
      language: f.char({
        maxLength: 2,
        choices: { en: 'English', fr: 'French', es: 'Spanish', ja: 'Japanese' },
        default: 'en',
      }),
      published: f.date({ null: true, dbIndex: true }),
      inPrint: f.boolean({ default: true }),
      stock: f.positiveInteger({ default: 0 }),
      createdAt: f.dateTime({ autoNowAdd: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { ordering: ['id'], uniqueTogether: [['title', 'author']], str: (book) => book.title },
  ),

  Publisher: model(
    {
      name: f.char({ maxLength: 100, unique: true }),
      city: f.char({ maxLength: 60, blank: true }),
      founded: f.smallInteger({ null: true, minValue: 1400, maxValue: 2100 }),
      books: f.manyToMany('Book', { relatedName: 'publishers', blank: true }),
    },
    { ordering: ['id'], str: (publisher) => publisher.name },
  ),

  Review: model(
    {
      book: f.foreignKey('Book', { relatedName: 'reviews', onDelete: 'cascade' }),
      user: f.foreignKey('User', { relatedName: 'reviews', onDelete: 'cascade' }),
      stars: f.smallInteger({ minValue: 1, maxValue: 5 }),
      text: f.text({ blank: true, maxLength: 2000 }),
      createdAt: f.dateTime({ autoNowAdd: true }),
    },
    {
      ordering: ['-createdAt', '-id'],
      uniqueTogether: [['book', 'user']],
      constraints: [{ type: 'check', name: 'review_stars_range', check: { stars: { range: [1, 5] } } }],
    },
  ),

  Order: model(
    {
      user: f.foreignKey('User', { relatedName: 'orders', onDelete: 'protect' }),
      status: f.char({ maxLength: 9, choices: ['placed', 'paid', 'shipped', 'cancelled'], default: 'placed' }),
      createdAt: f.dateTime({ autoNowAdd: true }),
    },
    { table: 'shop_order', ordering: ['-id'] },
  ),

  OrderLine: model(
    {
      order: f.foreignKey('Order', { relatedName: 'lines', onDelete: 'cascade' }),
      book: f.foreignKey('Book', { relatedName: 'orderLines', onDelete: 'protect' }),
      quantity: f.positiveInteger({ minValue: 1, maxValue: 99 }),
      // The price on the day of the order; the book's own may change.
      unitPrice: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
    },
    { ordering: ['id'], uniqueTogether: [['order', 'book']] },
  ),
});

export const { Author, Book, Order, OrderLine, Publisher, Review, Tag, User } = models;
