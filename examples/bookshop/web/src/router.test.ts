/** The addresses of the shop know what is in them. */
import { getRouteApi } from '@tanstack/react-router';
import { expectTypeOf, it } from 'vitest';
import type { NextSearch } from './account/next-address.ts';
import type { CatalogueSearch } from './books/catalogue-search.ts';

// Hooks, so they are only looked at.
const readCatalogue = () => getRouteApi('/').useSearch();
const readLogin = () => getRouteApi('/login').useSearch();
const readBook = () => getRouteApi('/books/$bookId').useParams();
// @ts-expect-error there is no such page
const readFilm = () => getRouteApi('/films/$filmId').useParams();

it('links and pages get typed addresses', () => {
  expectTypeOf(readCatalogue).returns.toEqualTypeOf<CatalogueSearch>();
  expectTypeOf(readLogin).returns.toEqualTypeOf<NextSearch>();
  expectTypeOf(readBook).returns.toEqualTypeOf<{ bookId: number }>();
  expectTypeOf(readFilm).toBeFunction();
});
