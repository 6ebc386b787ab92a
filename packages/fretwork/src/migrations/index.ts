/** Migrations: the tables of a project, made and changed. */
export { createTables } from './create-tables.ts';
