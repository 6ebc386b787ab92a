/** Fills an empty shop with the sample. */
import { createUser } from 'fretwork/accounts';
import { transaction } from 'fretwork/databases';
import { Author, Book, Publisher, Review, Tag, User } from './models.ts';
import * as sample from './sample.ts';

/** Is told how far a step has come. */
export type OnProgress = (step: string, done: number, total: number) => void;

/**
 * Fills the shop, all or nothing.
 *
 * @param onProgress Called now and then while a step runs, and once at its end.
 * @returns False where the shop has books already; it is left as it is.
 */
export async function loadSample(onProgress: OnProgress = () => {}): Promise<boolean> {
  if (await Book.objects.exists()) return false;
  const watch = (step: string, total: number) => ({ onProgress: (done: number) => onProgress(step, done, total) });
  await transaction(async () => {
    for (const user of sample.USERS) await createUser(User, user);
    await Author.objects.bulkCreate(sample.authors, watch('authors', sample.AUTHORS));
    await Tag.objects.bulkCreate(sample.TAGS.map((name) => ({ name })));
    await Book.objects.bulkCreate(sample.books(), watch('books', sample.BOOKS));
    await Book.through('tags').bulkCreate(sample.bookTags());
    await Publisher.objects.bulkCreate(sample.publishers, watch('publishers', sample.PUBLISHERS));
    await Publisher.through('books').bulkCreate(sample.publisherBooks());
    await Review.objects.bulkCreate(sample.reviews(), watch('reviews', sample.REVIEWS));
  });
  return true;
}
