/** The reference app on one database. */
import { createApp } from 'fretwork';
import type { Database } from 'fretwork/databases';
import { models } from './models.ts';
import { passwords, settingsFor } from './settings.ts';
import { urls } from './urls.ts';

/**
 * Makes the app; one at a time, because its models are bound to its database.
 *
 * @param url URL of the database.
 * @param database The database, where it is open already.
 */
export const makeApp = (url: string, database?: Database) =>
  createApp({
    settings: settingsFor(url),
    models,
    urls,
    passwords,
    ...(database && { databases: { default: database } }),
  });
