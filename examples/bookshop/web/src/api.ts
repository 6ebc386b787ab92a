/** The client of the shop's API; its types are those of the app on the server. */
import { createClient, type InputOf, type ItemOf } from '@fretwork/client';
import type { app } from '../../api/app.ts';

export const api = createClient<typeof app>({ baseURL: '' });

export type Book = ItemOf<typeof api.books>;
export type BookInput = InputOf<typeof api.books>;
export type Author = ItemOf<typeof api.authors>;
export type Review = ItemOf<typeof api.reviews>;
