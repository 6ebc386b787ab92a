/** `POST /__reset__`: the fixed data and nothing else. */
import type { App } from 'fretwork';
import { transaction } from 'fretwork/databases';
import { type Request, Response } from 'fretwork/http';
import { emptyTables } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import { apiView } from 'fretwork/views';
import * as fixture from './fixture.ts';
import {
  Author,
  Book,
  Chapter,
  Event,
  models,
  Note,
  Profile,
  Publisher,
  Review,
  Series,
  Specimen,
  Tag,
  User,
} from './models.ts';
import { passwords } from './settings.ts';

// Rows are given no keys: the database counts them from 1, and goes on from there.
async function loadFixture(): Promise<void> {
  const encoded = fixture.USERS.map(async (user) => ({ ...user, password: await passwords.hash(user.password) }));
  await User.objects.bulkCreate(await Promise.all(encoded));
  await Author.objects.bulkCreate(fixture.authors, { keepMoments: true });
  await Profile.objects.bulkCreate(fixture.profiles);
  await Series.objects.bulkCreate(fixture.series);
  await Tag.objects.bulkCreate(fixture.tags);
  await Book.objects.bulkCreate(fixture.books, { keepMoments: true });
  await Book.through('tags').bulkCreate(fixture.bookTags);
  await Chapter.objects.bulkCreate(fixture.chapters);
  await Publisher.objects.bulkCreate(fixture.publishers);
  await Publisher.through('books').bulkCreate(fixture.publisherBooks);
  await Review.objects.bulkCreate(fixture.reviews);
  await Note.objects.bulkCreate(fixture.notes);
  await Event.objects.bulkCreate(fixture.events);
  await Specimen.objects.bulkCreate(fixture.specimens);
}

export const reset = apiView(
  ['POST'],
  async function reset({ app }: Request) {
    const { authTokens, cache } = app as App;
    await transaction(async () => {
      await emptyTables(registryOf(models).database(), models);
      await loadFixture();
      for (const [id, key] of fixture.TOKENS) {
        await authTokens?.adopt({ id }, key, { recoverable: true });
      }
    });
    await cache.clear();
    return new Response(undefined, { status: 204 });
  },
  { authenticationClasses: [], permissionClasses: [] },
);
