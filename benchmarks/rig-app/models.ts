/** The models of the rig's API: what is in its tables `library_*`, beside users and their logins. */
import { accountModels } from 'fretwork/accounts';
import { jwtModels } from 'fretwork/jwt';
import { defineModels, f, model } from 'fretwork/models';

export const models = defineModels({
  ...accountModels,
  ...jwtModels,

  Author: model({ name: f.char({ maxLength: 200 }) }, { table: 'library_author', ordering: ['id'] }),

  Book: model(
    {
      title: f.char({ maxLength: 200 }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
      published: f.date(),
      in_print: f.boolean({ default: true }),
      created_at: f.dateTime({ autoNowAdd: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'protect' }),
    },
    { table: 'library_book', ordering: ['id'] },
  ),

  Publisher: model(
    { name: f.char({ maxLength: 200 }), books: f.manyToMany('Book', { relatedName: 'publishers' }) },
    { table: 'library_publisher', ordering: ['id'] },
  ),
});

export const { Author, Book, Publisher, RefreshFamily, User } = models;
